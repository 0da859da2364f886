// Prints the source files that are over the sizes the project aims for, and fails when one is over the limit.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const aims = { '.tsx': { p90: 200, limit: 300 }, '.ts': { p90: 250, limit: 400 }, '.css': { p90: 300, limit: 400 } };
// The types of the wire are generated.
const files = readdirSync('src', { recursive: true })
  .map(name => join('src', name))
  .filter(name => name !== join('src', 'api', 'types.ts'));
let failed = false;

for (const [ending, { p90, limit }] of Object.entries(aims)) {
  const sized = files
    .filter(file => file.endsWith(ending))
    .map(file => ({ file, lines: readFileSync(file, 'utf8').split('\n').length - 1 }))
    .sort((a, b) => a.lines - b.lines);
  if (sized.length === 0) continue;
  const at90 = sized[Math.min(sized.length - 1, Math.floor(sized.length * 0.9))].lines;
  console.log(
    `${ending.padEnd(5)} ${sized.length} files, p90 ${at90} (aim ${p90}), largest ${sized.at(-1).lines} (limit ${limit})`,
  );
  for (const { file, lines } of sized.filter(one => one.lines > limit)) {
    console.log(`  over: ${file} ${lines}`);
    failed = true;
  }
}
process.exit(failed ? 1 : 0);
