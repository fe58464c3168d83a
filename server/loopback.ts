/** Addresses of this machine, IPv4 mapped into IPv6 included. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
