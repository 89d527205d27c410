#include "CAssets.h"

struct file {
  const char *name;
  const unsigned char *bytes;
  size_t length;
};

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

static const struct file files[] = {
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

static const unsigned char pack_cutover_baseline[] = {
#embed "packs/cutover-baseline.yaml"
};

static const unsigned char pack_failback[] = {
#embed "packs/failback.yaml"
};

static const unsigned char pack_dora[] = {
#embed "packs/dora.yaml"
};

static const unsigned char pack_nist_800_53r5[] = {
#embed "packs/nist-800-53r5.yaml"
};

static const unsigned char pack_iso_22301_27001[] = {
#embed "packs/iso-22301-27001.yaml"
};

static const unsigned char pack_soc2[] = {
#embed "packs/soc2.yaml"
};

static const unsigned char pack_pci_dss_4[] = {
#embed "packs/pci-dss-4.yaml"
};

static const struct file packs[] = {
    {"cutover-baseline", pack_cutover_baseline, sizeof pack_cutover_baseline},
    {"failback", pack_failback, sizeof pack_failback},
    {"dora", pack_dora, sizeof pack_dora},
    {"nist-800-53r5", pack_nist_800_53r5, sizeof pack_nist_800_53r5},
    {"iso-22301-27001", pack_iso_22301_27001, sizeof pack_iso_22301_27001},
    {"soc2", pack_soc2, sizeof pack_soc2},
    {"pci-dss-4", pack_pci_dss_4, sizeof pack_pci_dss_4},
};

size_t cutlog_pack_count(void) { return sizeof packs / sizeof packs[0]; }

const char *cutlog_pack_name(size_t number) { return packs[number].name; }

const unsigned char *cutlog_pack_bytes(size_t number, size_t *length) {
  *length = packs[number].length;
  return packs[number].bytes;
}

static const unsigned char verify_stream[] = {
#embed "../../Tests/Foreign/verify_stream.py"
};

static const unsigned char check_proof[] = {
#embed "../../Tests/Foreign/check_proof.py"
};

static const unsigned char check_pack[] = {
#embed "../../Tests/Foreign/check_pack.py"
};

static const struct file tools[] = {
    {"verify_stream.py", verify_stream, sizeof verify_stream},
    {"check_proof.py", check_proof, sizeof check_proof},
    {"check_pack.py", check_pack, sizeof check_pack},
};

size_t cutlog_tool_count(void) { return sizeof tools / sizeof tools[0]; }

const char *cutlog_tool_name(size_t number) { return tools[number].name; }

const unsigned char *cutlog_tool_bytes(size_t number, size_t *length) {
  *length = tools[number].length;
  return tools[number].bytes;
}

static const unsigned char page_frame[] = {
#embed "page/report.html"
};

static const unsigned char page_style[] = {
#embed "page/style.css"
    , '\n',
#embed "page/charts.css"
    , '\n',
#embed "page/panels.css"
};

/* In the order of page/scripts.txt. */
static const unsigned char page_script[] = {
#embed "page/bytes.js"
    , '\n',
#embed "page/time.js"
    , '\n',
#embed "page/sha256.js"
    , '\n',
#embed "page/merkle.js"
    , '\n',
#embed "page/inflate.js"
    , '\n',
#embed "page/container.js"
    , '\n',
#embed "page/json.js"
    , '\n',
#embed "page/note.js"
    , '\n',
#embed "page/recorder.js"
    , '\n',
#embed "page/ledger.js"
    , '\n',
#embed "page/verify.js"
    , '\n',
#embed "page/source.js"
    , '\n',
#embed "page/yaml.js"
    , '\n',
#embed "page/plan.js"
    , '\n',
#embed "page/events.js"
    , '\n',
#embed "page/corrections.js"
    , '\n',
#embed "page/measure.js"
    , '\n',
#embed "page/state-values.js"
    , '\n',
#embed "page/state-services.js"
    , '\n',
#embed "page/state-listeners.js"
    , '\n',
#embed "page/state-work.js"
    , '\n',
#embed "page/state-effects.js"
    , '\n',
#embed "page/state.js"
    , '\n',
#embed "page/run-record.js"
    , '\n',
#embed "page/impact.js"
    , '\n',
#embed "page/clocks.js"
    , '\n',
#embed "page/data-loss.js"
    , '\n',
#embed "page/objectives.js"
    , '\n',
#embed "page/page-text.js"
    , '\n',
#embed "page/state-course.js"
    , '\n',
#embed "page/check-report.js"
    , '\n',
#embed "page/check-panel.js"
    , '\n',
#embed "page/replay-state.js"
    , '\n',
#embed "page/replay-view.js"
    , '\n',
#embed "page/replay-panel.js"
    , '\n',
#embed "page/event-table.js"
    , '\n',
#embed "page/theme.js"
    , '\n',
#embed "page/page.js"
};

static const struct file page[] = {
    [cutlog_page_frame] = {"report.html", page_frame, sizeof page_frame},
    [cutlog_page_style] = {"style.css", page_style, sizeof page_style},
    [cutlog_page_script] = {"script.js", page_script, sizeof page_script},
};

const unsigned char *cutlog_page_bytes(enum cutlog_page part, size_t *length) {
  *length = page[part].length;
  return page[part].bytes;
}
