import { expect, test } from 'vitest';
import { failureSentence, nextSentence, reasonLine, setbackSentence, waitSentence } from './failure';
import { runState, stateView, verbs } from './state';

test('an early stop is no failure', () => {
  const state = runState({ state: 'STATE_COMPLETED', stoppedEarly: true });
  expect(stateView(state)).toEqual({ word: 'Stopped early', tone: 'done', live: false });
  expect(runState({ state: 'STATE_RUNNING', stoppedEarly: true })).toBe('STATE_RUNNING');
});

test('a state that nobody knows is shown as it is', () => {
  expect(stateView('STATE_DELETE_FAILED').word).toBe('Delete failed');
});

test('only what can be done is offered', () => {
  expect(verbs('STATE_RUNNING')).toEqual(['pause', 'cancel', 'kill']);
  expect(verbs('STATE_PAUSED')).toEqual(['activate', 'cancel', 'kill']);
  expect(verbs('STATE_STOPPING_CANCELED')).toEqual(['kill']);
  expect(verbs('STATE_COMPLETED')).toEqual([]);
  expect(verbs('STATE_RUNNING', true)).toEqual(['kill']);
  expect(verbs('STATE_COMPLETED', true)).toEqual([]);
});

test('a reason says for how much longer it holds, where that is known', () => {
  const now = Date.parse('2026-01-31T12:00:00Z');
  expect(reasonLine({ text: 'trial 3 holds slot 0' }, now)).toBe('trial 3 holds slot 0');
  expect(reasonLine({ text: 'trial 3 holds slot 0', until: '2026-01-31T12:02:00Z' }, now)).toBe(
    'trial 3 holds slot 0 · 2m 00s left',
  );
});

test('reasons are told while they hold, in each of their wire forms', () => {
  expect(waitSentence({ state: 'STATE_QUEUED', waitReason: 'Waits.' })).toBe('Waits.');
  expect(waitSentence({ state: 'STATE_RUNNING', waitReason: 'Waits.' })).toBeUndefined();
  expect(
    failureSentence({
      state: 'STATE_ERROR',
      failure: { kind: 'nan_metric', message: 'NaN.', failureClass: 'not_a_number' },
    }),
  ).toBe('NaN.');
  expect(failureSentence({ state: 'STATE_RUNNING', failure: 'NaN.' })).toBeUndefined();
  const full = { kind: 'storage', message: 'Full.', failureClass: 'storage', next: 'restart 2 of 5 in 20 s' };
  expect(nextSentence({ state: 'STATE_QUEUED', failure: full })).toBe('Restart 2 of 5 in 20 s.');
  expect(nextSentence({ state: 'STATE_QUEUED', failure: 'Full.' })).toBeUndefined();
  expect(setbackSentence({ state: 'STATE_RUNNING', failure: 'NaN.' })).toBe('NaN.');
  expect(failureSentence({ state: 'STATE_ERROR', reason: 'It raised.' })).toBe('It raised.');
  expect(failureSentence({ state: 'STATE_QUEUED', reason: 'Waits.' })).toBeUndefined();
});
