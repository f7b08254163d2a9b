/* A page in traditional characters: the same page, byte for byte, but for what people read.
 *
 * Converted: text, and the attributes that are read out or shown (title, alt, placeholder, aria-label, label, data-label …).
 * Not converted: everything else of a tag, so names, keys, addresses and the values that a form sends back; the text of
 * <textarea>, <script>, <style>, of an <option> without a value (its text is what is sent); and what an element contains that
 * says its own language (lang) or translate="no". A phrase is seen within one stretch of text, not across tags.
 */
#ifndef WEB_TRADITIONAL_PAGE_H
#define WEB_TRADITIONAL_PAGE_H

#include "base/buffer.h"

/* Appends to `out`. Takes any bytes, also a part of a page. */
void traditional_page(struct span html, struct buffer *out);

#endif
