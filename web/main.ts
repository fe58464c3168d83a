import './theme/theme.css';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './app.vue';
import { i18n } from './locales/i18n.ts';
import { createAppRouter } from './router.ts';
import { useSelection } from './stores/selection.ts';

const app = createApp(App);
app.use(createPinia());
app.use(i18n);
const router = createAppRouter();
useSelection().connect(router);
app.use(router);
await router.isReady();
app.mount('#app');
