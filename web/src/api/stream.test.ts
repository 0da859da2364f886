import { expect, test } from 'vitest';
import { tokenOf } from '../signin/token';
import { sentence } from './client';
import { LineCutter } from './stream';

test('lines are put together again, however the stream was cut', () => {
  const cutter = new LineCutter();
  expect([cutter.push('{"a"'), cutter.push(':1}\n{"b":2}\n{"c'), cutter.push('":3}\n')]).toEqual([
    [],
    ['{"a":1}', '{"b":2}'],
    ['{"c":3}'],
  ]);
});

test('the sentence of the master is found in each form of an error', () => {
  expect(sentence('{"error":{"code":5,"reason":"NotFound","error":"trial 9 not found"}}', 404)).toBe(
    'trial 9 not found',
  );
  expect(sentence('{"error":{"grpcCode":5,"message":"task gone"}}', 404)).toBe('task gone');
  expect(sentence('{"message":"Unauthorized"}', 401)).toBe('Unauthorized');
  expect(sentence('<html>', 502)).toBe('The master answered 502.');
});

test('the token of an address is taken, and nothing else', () => {
  expect(tokenOf('#token=v2.abc%3D')).toBe('v2.abc=');
  expect(tokenOf('#content')).toBeUndefined();
  expect(tokenOf('')).toBeUndefined();
});
