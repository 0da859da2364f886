import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `npm run dev` talks to a master (or to testing/master.mjs) on this port.
const master = process.env['RESOLUTE_MASTER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base: '/det/',
  plugins: [react()],
  build: { target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 600 },
  server: { host: '127.0.0.1', proxy: { '/api': master, '/checkpoints': master } },
  test: { include: ['src/**/*.test.ts'], environment: 'node' },
});
