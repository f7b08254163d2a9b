/* Bump allocation in blocks that double. */
#include "base/arena.h"

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(at, size)   ASAN_POISON_MEMORY_REGION((at), (size))
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION((at), (size))
#else
#define POISON(at, size)   ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
#endif

/* A block from MAPPED_BLOCK on comes from the kernel: it is zero already, and lies in large pages where there are any, so
 * that reading it here and there costs fewer walks through page tables. */
enum { ALIGNMENT = 16, FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20, MAPPED_BLOCK = 1 << 22 };

struct arena_block {
    struct arena_block *older;
    size_t capacity;
    size_t used;
    size_t mapped; /* bytes, header included; 0: from malloc */
    unsigned char bytes[];
};

_Static_assert(sizeof(struct arena_block) % ALIGNMENT == 0, "bytes[] must be aligned");

void arena_init(struct arena *arena)
{
    *arena = (struct arena){NULL, FIRST_BLOCK, 0};
}

static void free_blocks(struct arena_block *block)
{
    while (block != NULL) {
        struct arena_block *older = block->older;
        UNPOISON(block->bytes, block->capacity);
        if (block->mapped > 0) {
            (void)munmap(block, block->mapped);
        } else {
            free(block);
        }
        block = older;
    }
}

void arena_release(struct arena *arena)
{
    free_blocks(arena->block);
    arena_init(arena);
}

void arena_reset(struct arena *arena)
{
    struct arena_block *kept = arena->block;
    if (kept == NULL || kept->capacity > LARGEST_BLOCK) {
        arena_release(arena); /* one request of 40 MB must not keep them for good */
        return;
    }
    free_blocks(kept->older);
    kept->older = NULL;
    kept->used = 0;
    arena->used = 0;
    POISON(kept->bytes, kept->capacity);
}

static struct arena_block *make_block(size_t capacity)
{
    size_t size = sizeof(struct arena_block) + capacity;
#ifndef ARENA_POISON
    if (capacity >= MAPPED_BLOCK) {
        struct arena_block *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        CHECK(block != MAP_FAILED);
        (void)madvise(block, size, MADV_HUGEPAGE);
        block->mapped = size;
        return block;
    }
#endif
    struct arena_block *block = malloc(size);
    CHECK(block != NULL);
    block->mapped = 0;
    return block;
}

static struct arena_block *add_block(struct arena *arena, size_t wanted)
{
    size_t capacity = wanted > arena->next_size ? wanted : arena->next_size;
    CHECK(capacity <= SIZE_MAX - sizeof(struct arena_block));
    struct arena_block *block = make_block(capacity);
    block->capacity = capacity;
    block->used = 0;
    block->older = arena->block;
    arena->block = block;
    if (arena->next_size < LARGEST_BLOCK) {
        arena->next_size *= 2;
    }
    POISON(block->bytes, capacity);
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t wanted;
    CHECK(!__builtin_mul_overflow(count, size, &wanted));
    CHECK(wanted <= SIZE_MAX - ALIGNMENT);
    size_t rounded = (wanted + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->block;
    if (block == NULL || block->capacity - block->used < rounded) {
        block = add_block(arena, rounded);
    }
    unsigned char *at = block->bytes + block->used;
    block->used += rounded;
    arena->used += rounded;
    UNPOISON(at, wanted);
    if (block->mapped == 0) {
        memset(at, 0, wanted); /* a mapped block is new, and used once: arena_reset keeps none */
    }
    return at;
}

char *arena_copy(struct arena *arena, struct span span)
{
    CHECK(span.length < SIZE_MAX);
    char *copy = arena_alloc(arena, span.length + 1, 1);
    if (span.length > 0) {
        memcpy(copy, span.at, span.length);
    }
    return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_copy(arena, span_of(text));
}

char *arena_format_list(struct arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    CHECK(length >= 0);
    char *text = arena_alloc(arena, (size_t)length + 1, 1);
    (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}
