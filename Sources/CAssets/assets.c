#include "CAssets.h"

static const unsigned char sample_events[] = {
#embed "../../samples/github-2018/events.jsonl"
};

static const unsigned char sample_plan[] = {
#embed "../../samples/github-2018/plan.yaml"
};

const unsigned char *cutlog_sample_events(size_t *length) {
  *length = sizeof sample_events;
  return sample_events;
}

const unsigned char *cutlog_sample_plan(size_t *length) {
  *length = sizeof sample_plan;
  return sample_plan;
}
