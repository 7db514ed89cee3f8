#ifndef CAUSAL_CSV_LEVELS_HPP
#define CAUSAL_CSV_LEVELS_HPP

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

// Distinct texts, numbered in order of first appearance: open addressing over 32-bit places.
struct causal_levels {
    struct Level {
        const char *text;
        size_t length;
        uint64_t hash;
    };

    std::vector<Level> all;
    std::vector<int32_t> slots = std::vector<int32_t>(16, -1);
    // Texts that are not in the file as they are (doubled quotes); a deque does not move them.
    std::deque<std::string> unescaped;
    int32_t latest = -1;

    static uint64_t mixed(uint64_t a, uint64_t b) {
        const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
        return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
    }

    static uint64_t hashOf(const char *text, size_t length) {
        uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
        for (; length >= 8; text += 8, length -= 8) {
            uint64_t bytes;
            std::memcpy(&bytes, text, 8);
            hash = mixed(hash ^ bytes, 0xD6E8FEB86659FD93u);
        }
        uint64_t bytes = 0;
        std::memcpy(&bytes, text, length);
        return mixed(hash ^ bytes, 0xA0761D6478BD642Fu);
    }

    bool isLevel(int32_t index, const char *text, size_t length) const {
        const Level &level = all[static_cast<size_t>(index)];
        return level.length == length && std::memcmp(level.text, text, length) == 0;
    }

    // The slot that holds the text, or the empty one where it belongs.
    size_t slotOf(const char *text, size_t length, uint64_t hash) const {
        const size_t mask = slots.size() - 1;
        size_t slot = hash & mask;
        while (slots[slot] >= 0) {
            const Level &level = all[static_cast<size_t>(slots[slot])];
            if (level.hash == hash && isLevel(slots[slot], text, length)) break;
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    void grow() {
        slots.assign(slots.size() * 2, -1);
        const size_t mask = slots.size() - 1;
        for (size_t index = 0; index < all.size(); ++index) {
            size_t slot = all[index].hash & mask;
            while (slots[slot] >= 0) slot = (slot + 1) & mask;
            slots[slot] = static_cast<int32_t>(index);
        }
    }

    int32_t add(size_t slot, const char *text, size_t length, uint64_t hash) {
        const int32_t index = static_cast<int32_t>(all.size());
        all.push_back({text, length, hash});
        slots[slot] = index;
        if (all.size() * 2 > slots.size()) grow();
        return index;
    }
};

#endif
