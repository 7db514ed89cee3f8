#include "CSVLevels.hpp"

#include "CNumberText.h"

extern "C" {

causal_levels *causal_levels_create(void) { return new causal_levels; }

void causal_levels_destroy(causal_levels *levels) { delete levels; }

size_t causal_levels_count(const causal_levels *levels) { return levels->all.size(); }

const char *causal_levels_text(const causal_levels *levels, size_t index, size_t *length) {
    *length = levels->all[index].length;
    return levels->all[index].text;
}

int32_t causal_levels_place(causal_levels *levels, const char *text, size_t length) {
    if (levels->latest >= 0 && levels->isLevel(levels->latest, text, length)) return levels->latest;
    const uint64_t hash = causal_levels::hashOf(text, length);
    const size_t slot = levels->slotOf(text, length, hash);
    if (levels->slots[slot] >= 0) return levels->latest = levels->slots[slot];
    const std::string &kept = levels->unescaped.emplace_back(text, length);
    return levels->latest = levels->add(slot, kept.data(), length, hash);
}

void causal_levels_merge(causal_levels *levels, const causal_levels *part, int32_t *positions) {
    for (size_t index = 0; index < part->all.size(); ++index) {
        const causal_levels::Level &level = part->all[index];
        const size_t slot = levels->slotOf(level.text, level.length, level.hash);
        positions[index] = levels->slots[slot] >= 0
            ? levels->slots[slot]
            : levels->add(slot, level.text, level.length, level.hash);
    }
}

}  // extern "C"
