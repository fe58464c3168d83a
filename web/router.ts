import { createRouter, createWebHistory, type Router } from 'vue-router';
import ComingPage from './coming-page.vue';

/** The screens. Explore, wall and plan are drawn by the app itself, over one map that outlives every change of route. */
export function createAppRouter(): Router {
  return createRouter({
    history: createWebHistory(),
    routes: [
      { path: '/', name: 'explore', component: { render: () => null } },
      { path: '/wall', name: 'wall', component: { render: () => null } },
      { path: '/plan', name: 'plan', component: { render: () => null } },
      { path: '/plan/compare', name: 'compare', component: () => import('./plan/compare/compare-view.vue') },
      { path: '/remote', name: 'remote', component: ComingPage },
      { path: '/admin', name: 'admin', component: ComingPage },
      { path: '/:rest(.*)*', redirect: (to) => ({ name: 'explore', query: to.query }) },
    ],
  });
}
