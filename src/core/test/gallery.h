/*
 * src/core/test/gallery.h: examples of every component's struct.
 */
#ifndef CORE_TEST_GALLERY_H
#define CORE_TEST_GALLERY_H

#include "core/view.h"

struct gallery {
        const int *states;
        size_t n_states;
        const struct due_view *dues;
        size_t n_dues;
        struct link_view on;
        const struct link_view *links;
        size_t n_links;
        const struct pair_view *pairs;
        size_t n_pairs;
        struct pager_view pager;
        const struct event_view *events;
        size_t n_events;
        const struct summary_row *summary;
        size_t n_summary;
        const struct field_error *errors;
        const struct field_view *fields;
        size_t n_fields;
        const struct upload_view *uploads;
        size_t n_uploads;
        const struct field_view *filters;
        size_t n_filters;
        const struct queue_item *queue;
        size_t n_queue;
        struct actbar_view bar;
};

#endif
