import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app.vue';
import { createAppRouter } from './router.ts';
import { useSelection } from './stores/selection.ts';

const app = createApp(App);
app.use(createPinia());
const router = createAppRouter();
useSelection().connect(router);
app.use(router);
await router.isReady();
app.mount('#app');
