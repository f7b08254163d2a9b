/* Static files: named by digest, packed, found. */
#include "tests/test.h"

#include "web/assets.h"

static const char *const long_text = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

static void a_file_is_found_under_the_name_with_its_digest(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const struct embedded_file files[] = {{"assets/a.css", span_of("abc")},
                                          {"assets/a.css.gz", span_of("longer than it")}};
    struct assets assets;
    assets_load_files(&arena, files, 2, &assets);
    assert_int_equal(assets.count, 1);
    /* SHA-256 of "abc", FIPS 180-2 */
    const struct asset *asset = assets_find(&assets, "/assets/a.ba7816bf8f01cfea.css");
    assert_non_null(asset);
    assert_string_equal(asset->type, "text/css; charset=utf-8");
    assert_string_equal(asset->etag, "\"ba7816bf8f01cfea\"");
    assert_null(asset->gzip.at);
    assert_null(assets_find(&assets, "/assets/a.css"));
    assert_null(assets_find(&assets, "/assets/../a.css"));
    arena_release(&arena);
}

static void the_best_variant_the_browser_takes_is_chosen(void **state)
{
    (void)state;
    static const struct {
        const char *header;
        enum asset_coding coding;
    } cases[] = {{NULL, ASSET_PLAIN},
                 {"", ASSET_PLAIN},
                 {"gzip", ASSET_GZIP},
                 {"gzip, deflate, br", ASSET_BROTLI},
                 {"br;q=0, gzip", ASSET_GZIP},
                 {" gzip ;q=0.0,identity", ASSET_PLAIN},
                 {"br;q=0.5", ASSET_BROTLI},
                 {"xbr, gzipper", ASSET_PLAIN},
                 {"gzip;q=1.0, br", ASSET_BROTLI},
                 {",,;,", ASSET_PLAIN}};
    struct arena arena;
    arena_init(&arena);
    const struct embedded_file files[] = {
        {"assets/a.js", span_of(long_text)}, {"assets/a.js.br", span_of("b")}, {"assets/a.js.gz", span_of("gg")}};
    struct assets assets;
    assets_load_files(&arena, files, 3, &assets);
    for (size_t index = 0; index < sizeof cases / sizeof cases[0]; index++) {
        struct span bytes;
        assert_int_equal(assets_choose(&assets.list[0], cases[index].header, &bytes), cases[index].coding);
        assert_int_equal(bytes.length, cases[index].coding == ASSET_BROTLI ? 1
                                       : cases[index].coding == ASSET_GZIP ? 2
                                                                           : 40);
    }
    arena_release(&arena);
}

static void what_the_layout_asks_for_is_built_in_and_packed(void **state)
{
    (void)state;
    static const char *const names[] = {"site_css", "site_js",   "htmx_js",    "echarts_js",
                                        "chart_js", "icons_svg", "favicon_svg"};
    struct arena arena;
    arena_init(&arena);
    struct assets assets;
    assets_load(&arena, &assets);
    json_t *constants = assets_build_constants(&assets);
    for (size_t index = 0; index < sizeof names / sizeof names[0]; index++) {
        const char *url = json_string_value(json_object_get(json_object_get(constants, "assets"), names[index]));
        assert_non_null(url);
        const struct asset *asset = assets_find(&assets, url);
        assert_non_null(asset);
        assert_true(asset->bytes.length > 100);
        assert_true(asset->brotli.length > 0 && asset->brotli.length < asset->bytes.length);
        assert_true(asset->gzip.length > 2 && (unsigned char)asset->gzip.at[0] == 0x1f);
    }
    assert_non_null(assets_find(&assets, "/favicon.ico"));
    json_decref(constants);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_found_under_the_name_with_its_digest),
        cmocka_unit_test(the_best_variant_the_browser_takes_is_chosen),
        cmocka_unit_test(what_the_layout_asks_for_is_built_in_and_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
