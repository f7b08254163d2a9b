// The site over real sockets, on both engines: what the pages say is what the command line prints; spreadsheets from the
// browser; two people at one listing; a form sent twice; a backup taken while people write; who sees what.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert, binary, engines, finish, folder, freshDatabase, mustRun, parseRun, query, sampleCity, serve, sheets, test, until, Visitor } from "./kit.mjs";

// The form of a page as a person would send it back, with some fields changed.
function fill(html, changes = {}) {
    const form = /<form[^>]*method="post"[\s\S]*?<\/form>/g;
    const text = [...html.matchAll(form)].map(([part]) => part).find((part) => part.includes('name="version"') || part.includes('name="title"'));
    assert.ok(text, "the page has no form");
    const fields = {};
    for (const [tag] of text.matchAll(/<input [^>]*>/g)) {
        const name = /name="([^"]*)"/.exec(tag)?.[1];
        const value = /value="([^"]*)"/.exec(tag)?.[1] ?? "";
        if (name && name !== "csrf" && (!/type="(checkbox|radio)"/.test(tag) || / checked/.test(tag))) {
            fields[name] = unescape(value);
        }
    }
    for (const [, name, body] of text.matchAll(/<textarea [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/textarea>/g)) {
        fields[name] = unescape(body);
    }
    for (const [, name, body] of text.matchAll(/<select [^>]*name="([^"]*)"[^>]*>([\s\S]*?)<\/select>/g)) {
        const chosen = [...body.matchAll(/<option value="([^"]*)"([^>]*)>/g)];
        fields[name] = (chosen.find(([, , rest]) => rest.includes("selected")) ?? chosen[0])?.[1] ?? "";
    }
    return { ...fields, ...changes };
}

function unescape(text) {
    const names = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
    return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => names[name]);
}

const idOf = (location) => /\/listings\/([0-9A-Z]{13})/.exec(location)?.[1];

async function post(visitor, title, changes = {}) {
    const form = (await visitor.page("/listings/new?side=need")).text;
    const organisation = /<option value="([0-9A-Z]{13})"/.exec(form)?.[1];
    return visitor.send("/listings", fill(form, { ...(organisation && { organisation }), title, kind: "talent", status: "open", ...changes }));
}

for (const engine of engines) {
    const on = `(${engine})`;
    const db = sampleCity(engine);
    const server = await serve(db);

    await test(`a page's JSON is what the command line prints: search and fit ${on}`, async () => {
        const visitor = new Visitor(server);
        for (const text of ["数控", "焊工", "shukong", "轴"]) {
            const shown = await visitor.document(`/search?q=${encodeURIComponent(text)}`);
            const printed = parseRun(["search", text, "--db", db]);
            assert.ok(printed.listings.length > 0, text);
            // the page adds what only a page needs: pieces to highlight, addresses
            assert.deepEqual(printed.listings.map((listing) => listing.id), shown.listings.map((listing) => listing.id).slice(0, printed.listings.length));
            printed.listings.forEach((listing, index) => assert.deepEqual(listing, Object.fromEntries(
                Object.keys(listing).map((key) => [key, shown.listings[index][key]]))));
            assert.deepEqual([printed.query, printed.total], [shown.query, shown.total]);
        }
        const needs = (await visitor.document("/search?q=数控&side=need")).listings.slice(0, 5);
        for (const need of needs) {
            const shown = (await visitor.document(`/listings/${need.id}`)).matches;
            const printed = parseRun(["fit", "--need", need.id, "--top", String(Math.max(shown.length, 1)), "--db", db]);
            assert.deepEqual((printed.matches ?? printed.fits[0].matches).map((match) => [match.offer.id, match.score, match.points.map((point) => [point.point, point.points])]),
                shown.map((match) => [match.offer?.id ?? match.listing?.id, match.score, match.points.map((point) => [point.point, point.points])]));
        }
    });

    await test(`two people at one listing: the later one sees both versions and loses nothing ${on}`, async () => {
        const owner = await new Visitor(server).signIn("factory");
        const office = await new Visitor(server).signIn("office");
        const id = idOf((await post(owner, "两人同改的岗位")).location);
        const first = fill((await owner.page(`/listings/${id}/edit`)).text);
        const second = fill((await office.page(`/listings/${id}/edit`)).text);
        assert.equal((await owner.send(`/listings/${id}`, { ...first, title: "企业改过的岗位" })).status, 303);
        const answer = await office.send(`/listings/${id}`, { ...second, title: "办公室改过的岗位" });
        assert.equal(answer.status, 409);
        assert.ok(answer.text.includes("企业改过的岗位") && answer.text.includes("办公室改过的岗位"), "both versions are on the page");
        office.token = /name="csrf" value="([^"]+)"/.exec(answer.text)[1];
        const kept = fill(answer.text);
        assert.equal(kept.title, "办公室改过的岗位", "what was typed is still in the form");
        assert.equal((await office.send(`/listings/${id}`, kept)).status, 303, "the page of the conflict can be sent on");
        assert.equal((await owner.document(`/listings/${id}`)).listing.title, "办公室改过的岗位");
    });

    await test(`a form sent twice, even at the same moment, makes one listing and gives one answer ${on}`, async () => {
        const visitor = await new Visitor(server).signIn("factory");
        const form = (await visitor.page("/listings/new?side=need")).text;
        const organisation = /<option value="([0-9A-Z]{13})"/.exec(form)?.[1];
        const fields = fill(form, { ...(organisation && { organisation }), title: "连点两次的岗位", kind: "talent", status: "open" });
        const answers = await Promise.all([1, 2, 3].map(() => visitor.send("/listings", fields)));
        answers.push(await visitor.send("/listings", fields));
        assert.deepEqual(answers.map((answer) => answer.status), [303, 303, 303, 303]);
        assert.equal(new Set(answers.map((answer) => idOf(answer.location))).size, 1);
        assert.equal(query(db, "SELECT count(*) FROM listing WHERE title = '连点两次的岗位'"), "1");
    });

    await test(`what belongs to others: no change, no draft of theirs, no hint ${on}`, async () => {
        const owner = await new Visitor(server).signIn("factory");
        const stranger = await new Visitor(server).signIn("school");
        const nobody = new Visitor(server);
        const id = idOf((await post(owner, "厂里的草稿", { status: "draft" })).location);
        const open = idOf((await post(owner, "厂里的公开岗位")).location);
        for (const [who, path, wanted] of [[stranger, `/listings/${id}`, 404], [nobody, `/listings/${id}`, 404], [owner, `/listings/${id}`, 200],
            [stranger, `/listings/${id}/edit`, 404], [stranger, `/listings/${open}/edit`, 403], [stranger, `/listings/${open}/history`, 403],
            [stranger, "/office/imports", 403], [stranger, "/office/weights", 403], [nobody, "/office/imports", 303], [nobody, `/listings/${open}/edit`, 303]]) {
            const answer = await who.page(path);
            assert.equal(answer.status, wanted, path);
            assert.ok(wanted === 200 || !answer.text.includes("厂里的草稿"), `${path} shows the draft's title`);
        }
        const version = fill((await owner.page(`/listings/${open}/edit`)).text);
        await stranger.page("/listings/new?side=offer");
        assert.equal((await stranger.send(`/listings/${open}`, { ...version, title: "被外人改了" })).status, 403);
        assert.equal((await stranger.send(`/listings/${open}/status`, { status: "closed", version: version.version })).status, 403);
        assert.equal((await stranger.send("/office/weights", {})).status, 403);
        assert.equal((await stranger.send(`/listings/${open}`, version, { token: "forged" })).status, 403);
        assert.equal((await owner.document(`/listings/${open}`)).listing.title, "厂里的公开岗位");
        assert.ok(!JSON.stringify(await nobody.document(`/search?q=${encodeURIComponent("厂里的草稿")}`)).includes(id));
    });

    await test(`the server stops of its own accord and says no error ${on}`, async () => {
        assert.equal(await server.stop(), 0);
        assert.doesNotMatch(server.log(), / error /);
    });

    await test(`spreadsheets from the browser: preview, confirm, progress, the refused rows mended and dropped again ${on}`, async () => {
        const here = freshDatabase(engine);
        mustRun(["init", "--region", "371500", "--db", here]);
        mustRun(["user", "add", "office", "--role", "office", "--db", here, "--password-stdin"], { input: "Sample-2026\n" });
        const site = await serve(here);
        const office = await new Visitor(site).signIn("office");
        const drop = async (kind, name, bytes) => {
            await office.page("/office/imports");
            const sent = await office.send("/office/imports", { kind, file: { name, bytes } });
            assert.equal(sent.status, 303, `${name}: ${sent.status} ${sent.text.slice(0, 300)}`);
            const ready = await until(async () => {
                const shown = await office.document(sent.location);
                return shown.batch.status !== "reading" && shown;
            }, 60000, "the preview");
            await office.page(sent.location);
            return [sent.location, ready];
        };
        const apply = async (place) => {
            assert.equal((await office.send(`${place}/confirm`, {})).status, 303);
            return until(async () => {
                const { batch } = await office.document(place);
                return ["done", "failed"].includes(batch.status) && batch;
            }, 60000, "the import is done");
        };
        for (const [kind, file] of Object.entries(sheets())) {
            const [place, shown] = await drop(kind, `${kind}.xlsx`, readFileSync(file));
            assert.equal(shown.batch.status, "preview");
            const table = kind === "organisations" ? "organisation" : `listing WHERE side = '${kind.slice(0, -1)}'`;
            assert.equal(query(here, `SELECT count(*) FROM ${table}`), "0", "a preview writes nothing");
            const done = await apply(place);
            assert.equal(done.status, "done");
            if (shown.batch.has_refused) {
                const refused = await office.ask(`${place}/refused.xlsx`);
                assert.equal(refused.status, 200);
                assert.match(refused.headers.get("content-disposition"), /^attachment/);
                const [, again] = await drop(kind, "refused.xlsx", refused.bytes);
                assert.equal(again.batch.status, "preview", "the file of refused rows can be dropped again");
            }
            const [twice] = await drop(kind, `${kind}.xlsx`, readFileSync(file));
            const before = query(here, "SELECT count(*) FROM listing");
            const same = await apply(twice);
            assert.equal(same.status, "done");
            assert.equal(query(here, "SELECT count(*) FROM listing"), before, "the same file twice makes nothing new");
        }
        assert.equal(await site.stop(), 0);
        assert.doesNotMatch(site.log(), / error /);
    });
}

await test("a backup taken while people write opens, is sound, and holds every write acknowledged before it began", async () => {
    const db = sampleCity();
    const server = await serve(db);
    const visitor = await new Visitor(server).signIn("factory");
    const kept = [];
    let going = true;
    const writing = (async () => {
        for (let index = 0; going; index++) {
            const answer = await post(visitor, `边写边备${index}`);
            assert.equal(answer.status, 303);
            kept.push(`边写边备${index}`);
        }
    })();
    await until(() => kept.length >= 10, 30000, "ten listings");
    for (let round = 0; round < 3; round++) {
        const copy = join(folder, `while-writing-${round}`);
        const before = kept.length;
        const backup = spawn(binary, ["backup", copy, "--db", db], { stdio: "ignore" });
        assert.equal(await new Promise((done) => backup.once("exit", done)), 0);
        assert.ok(kept.length > before || round > 0, "nobody wrote meanwhile");
        const restored = freshDatabase();
        mustRun(["restore", copy, "--db", restored]);
        assert.equal(query(restored, "PRAGMA integrity_check"), "ok");
        const there = new Set(query(restored, "SELECT title FROM listing").split("\n"));
        assert.deepEqual(kept.slice(0, before).filter((title) => !there.has(title)), []);
        assert.ok(parseRun(["search", "边写边备0", "--db", restored]).listings.length > 0, "the restored city can be searched");
    }
    going = false;
    await writing;
    assert.equal(await server.stop(), 0);
});

await finish();
