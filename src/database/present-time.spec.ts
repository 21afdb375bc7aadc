import { describe, expect, it, jest } from '@jest/globals';
import { mongo } from 'mongoose';

import { presentTime } from './present-time.js';

const time = new mongo.Timestamp({ t: 7, i: 1 });

function database(...replies: readonly object[]): { readonly db: mongo.Db; readonly command: jest.Mock } {
  const left = [...replies];
  const command = jest.fn(() => Promise.resolve(left.length > 1 ? left.shift() : left[0]));
  return { db: { command } as unknown as mongo.Db, command };
}

describe('the present cluster time', () => {
  it('comes with any response', async () => {
    const { db, command } = database({ ok: 1, operationTime: time });
    expect(await presentTime(db)).toBe(time);
    expect(command).toHaveBeenCalledTimes(1);
  });

  it('is requested again while the server cannot sign it yet', async () => {
    const { db, command } = database({ ok: 1 }, { ok: 1 }, { ok: 1, operationTime: time });
    expect(await presentTime(db)).toBe(time);
    expect(command).toHaveBeenCalledTimes(3);
  });
});
