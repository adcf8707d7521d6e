import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Two builds from one source: the app, and (mode `gallery`) the page that shows every screen with a
// sample view. The app's build must never contain one, so the gallery has a folder of its own. Tests find the app there too.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // The app is served from a custom scheme, so no path may start at a root.
  base: './',
  build: {
    outDir: mode === 'gallery' ? 'dist-gallery' : 'dist',
    emptyOutDir: true,
    // Light and dark colours use light-dark(); these are the first engines that know it.
    target: ['chrome123', 'safari17.5', 'firefox120'],
    // Small assets inlined as data: addresses would need a hole in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: mode === 'gallery' ? ['gallery.html', 'index.html'] : 'index.html' },
  },
}));
