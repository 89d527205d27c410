#include "CAssets.h"

static const unsigned char rehearsal_plan[] = {
#embed "../../samples/aks-payments/plan-v2.yaml"
};

static const unsigned char plan[] = {
#embed "../../samples/aks-payments/plan.yaml"
};

static const unsigned char failback_plan[] = {
#embed "../../samples/aks-payments/plan-failback.yaml"
};

static const unsigned char rehearsal[] = {
#embed "../../samples/aks-payments/rehearsal-2.jsonl"
};

static const unsigned char live[] = {
#embed "../../samples/aks-payments/live.jsonl"
};

static const unsigned char failback[] = {
#embed "../../samples/aks-payments/failback.jsonl"
};

static const struct {
  const char *name;
  const unsigned char *bytes;
  size_t length;
} files[] = {
    {"plan-v2.yaml", rehearsal_plan, sizeof rehearsal_plan},
    {"plan.yaml", plan, sizeof plan},
    {"plan-failback.yaml", failback_plan, sizeof failback_plan},
    {"rehearsal-2.jsonl", rehearsal, sizeof rehearsal},
    {"live.jsonl", live, sizeof live},
    {"failback.jsonl", failback, sizeof failback},
};

size_t cutlog_sample_count(void) { return sizeof files / sizeof files[0]; }

const char *cutlog_sample_name(size_t number) { return files[number].name; }

const unsigned char *cutlog_sample_bytes(size_t number, size_t *length) {
  *length = files[number].length;
  return files[number].bytes;
}
