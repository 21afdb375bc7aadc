import { describe, expect, it } from '@jest/globals';

import { planSummary } from './plan-summary.js';

const SCAN = {
  stage: 'IXSCAN',
  indexName: 'v2_featured',
  keyPattern: { price: 1 },
  indexBounds: { price: ['[secret, secret]'] },
};

describe('planSummary', () => {
  it.each([
    {
      title: 'a find',
      explained: {
        queryPlanner: {
          winningPlan: {
            stage: 'LIMIT',
            inputStage: { stage: 'FETCH', filter: { name: { $eq: 'secret' } }, inputStage: SCAN },
          },
          rejectedPlans: [{ stage: 'COLLSCAN' }],
        },
      },
      plan: 'LIMIT, FETCH, IXSCAN v2_featured',
      scan: false,
    },
    {
      title: 'a find of the slot-based engine',
      explained: {
        queryPlanner: {
          winningPlan: { queryPlan: { stage: 'FETCH', inputStage: SCAN }, slotBasedPlan: { stages: 'secret' } },
        },
      },
      plan: 'FETCH, IXSCAN v2_featured',
      scan: false,
    },
    {
      title: 'alternatives',
      explained: {
        queryPlanner: { winningPlan: { stage: 'OR', inputStages: [SCAN, { ...SCAN, indexName: 'v1_featured' }] } },
      },
      plan: 'OR, IXSCAN v2_featured, IXSCAN v1_featured',
      scan: false,
    },
    {
      title: 'an aggregation',
      explained: {
        stages: [{ $cursor: { queryPlanner: { winningPlan: { stage: 'COLLSCAN' } } } }, { $group: { _id: 'secret' } }],
      },
      plan: 'COLLSCAN',
      scan: true,
    },
    {
      title: 'shards',
      explained: {
        queryPlanner: {
          winningPlan: {
            stage: 'SHARD_MERGE',
            shards: [
              { shardName: 'a', winningPlan: { stage: 'COLLSCAN' } },
              { shardName: 'b', winningPlan: { stage: 'COLLSCAN' } },
            ],
          },
        },
      },
      plan: 'COLLSCAN',
      scan: true,
    },
    {
      title: 'an update',
      explained: { queryPlanner: { winningPlan: { stage: 'UPDATE', inputStage: { stage: 'IDHACK' } } } },
      plan: 'UPDATE, IDHACK',
      scan: false,
    },
    {
      title: 'MongoDB 8',
      explained: { queryPlanner: { winningPlan: { isCached: false, stage: 'EXPRESS_IXSCAN', indexName: '_id_' } } },
      plan: 'EXPRESS_IXSCAN _id_',
      scan: false,
    },
    { title: 'nothing known', explained: { ok: 1 }, plan: 'unknown', scan: false },
  ])('tells of $title', ({ explained, plan, scan }) => {
    expect(planSummary(explained)).toEqual({ plan, collectionScan: scan });
  });

  it('holds no bounds and stays short', () => {
    const long = {
      queryPlanner: { winningPlan: { stage: 'OR', inputStages: Array.from({ length: 300 }, () => SCAN) } },
    };

    expect(planSummary(long).plan.length).toBeLessThanOrEqual(500);
    expect(JSON.stringify(planSummary(long))).not.toContain('secret');
  });
});
