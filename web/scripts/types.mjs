// Writes src/api/types.ts from the master's OpenAPI document; with --check it only says whether that is needed.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const document = JSON.parse(readFileSync('../api/openapi.json', 'utf8'));
const schemas = document.components.schemas;
const target = 'src/api/types.ts';

/** What the pages receive: the schemas of answers, and what these refer to. */
function received() {
  const found = new Set();
  const visit = schema => {
    for (const [key, value] of Object.entries(schema ?? {})) {
      if (key === '$ref') {
        const name = value.split('/').pop();
        if (schemas[name] && !found.has(name)) {
          found.add(name);
          visit(schemas[name]);
        }
      } else if (typeof value === 'object') visit(value);
    }
  };
  for (const operations of Object.values(document.paths)) {
    for (const operation of Object.values(operations)) visit(operation.responses);
  }
  return [...found].sort();
}

function type(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.anyOf) return schema.anyOf.map(type).join(' | ');
  if (schema.enum) return schema.enum.map(value => `'${value}'`).join(' | ');
  switch (schema.type) {
    case undefined:
      return 'Json';
    case 'array': {
      const item = type(schema.items);
      return item.includes(' ') ? `(${item})[]` : `${item}[]`;
    }
    case 'object':
      if (schema.properties && Object.keys(schema.properties).length === 0) return '{ [name: string]: never }';
      return schema.properties ? members(schema) : `{ [name: string]: ${type(schema.additionalProperties)} }`;
    case 'integer':
      return 'number';
    default:
      return schema.type;
  }
}

function members(schema) {
  const required = new Set(schema.required);
  const lines = Object.entries(schema.properties).map(
    ([name, member]) => `${name}${required.has(name) ? '' : '?'}: ${type(member)};`,
  );
  return `{ ${lines.join('\n')} }`;
}

function declaration(name) {
  const schema = schemas[name];
  const told = schema.description ? `/** ${schema.description} */\n` : '';
  return Object.keys(schema.properties ?? {}).length > 0
    ? `${told}export interface ${name} ${members(schema)}`
    : `${told}export type ${name} = ${type(schema)};`;
}

const source = [
  '// Generated from api/openapi.json: change the records in api/, then run make openapi.',
  'export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };',
  ...received().map(declaration),
].join('\n\n');
const text = execFileSync('node_modules/.bin/biome', ['format', `--stdin-file-path=${target}`], {
  input: source,
  encoding: 'utf8',
});

if (!process.argv.includes('--check')) {
  writeFileSync(target, text);
} else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is not what api/openapi.json says: run make openapi and commit what it writes`);
  process.exit(1);
}
