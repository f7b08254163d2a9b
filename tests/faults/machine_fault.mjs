// The machine's own faults: a full disk, a port that is taken, files that are not there, two servers on one database.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert, binary, finish, folder, freshDatabase, mustRun, query, run, sampleCity, serve, test, Visitor } from "../journeys/kit.mjs";

const db = sampleCity();

async function post(visitor, title) {
    const form = (await visitor.page("/listings/new?side=need")).text;
    return visitor.send("/listings", { token: /name="token" value="([^"]+)"/.exec(form)?.[1] ?? "", version: "1", side: "need",
        organisation: /<option value="([0-9A-Z]{13})"/.exec(form)?.[1] ?? "", title, kind: "talent", status: "open",
        body: "倒班，看图纸，熟练使用量具。".repeat(100) });
}

await test("a port that is taken: ends with 1 and says which, without a stack or a key", async () => {
    const server = await serve(db);
    const done = run(["serve", "--db", db, "--port", String(server.port), "--lang", "zh-CN"]);
    assert.equal(done.code, 1);
    assert.ok(done.err.includes(String(server.port)), done.err);
    assert.doesNotMatch(done.err, /cli\.|web\.|error\.[a-z]/);
    assert.equal(await server.stop(), 0);
});

await test("a database path in a folder that is not there, a folder, a text file: a sentence each and no server", () => {
    writeFileSync(join(folder, "notes.txt"), "not a database, just some text that is long enough to be looked at ".repeat(100));
    for (const path of [join(folder, "no/such/place.db"), folder, join(folder, "notes.txt")]) {
        const done = run(["serve", "--db", path, "--port", "0"]);
        assert.ok(done.code === 1 || done.code === 3, `${path}: ${done.code}`);
        const sentence = done.err.split("\n").filter((line) => !/^\d{4}-\d\d-\d\dT/.test(line)).join("\n").trim();
        assert.ok(sentence.length > 15, `nothing said about ${path}: ${done.err}`);
    }
});

await test("two servers on one SQLite file: what is written by one is read by the other, and both can write", async () => {
    const [one, two] = [await serve(db), await serve(db)];
    const [first, second] = [await new Visitor(one).signIn("factory"), await new Visitor(two).signIn("factory")];
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => post(index % 2 === 0 ? first : second, `双机岗位${index}`)));
    assert.deepEqual(answers.filter((answer) => answer.status !== 303 && answer.status !== 409).map((answer) => answer.status), []);
    const written = answers.filter((answer) => answer.status === 303).map((answer) => answer.location);
    assert.ok(written.length >= 2);
    for (const path of written) {
        assert.equal((await first.page(path)).status, 200);
        assert.equal((await second.page(path)).status, 200);
    }
    assert.deepEqual([await one.stop(), await two.stop()], [0, 0]);
    assert.equal(query(db, "PRAGMA integrity_check"), "ok");
});

// --- a full disk ---------------------------------------------------------------------------------------------------

// A file system of its own with a city in it: {wrap, see(server)}; see gives the folder as this process sees it. Whoever may
// not mount does so in a user namespace of the server's own, seen through /proc. null where neither is allowed.
function smallDisk(megabytes) {
    const place = join(folder, "small");
    mkdirSync(place);
    const mount = ["mount", "-t", "tmpfs", "-o", `size=${megabytes}m`, "none", place];
    if (spawnSync(mount[0], mount.slice(1)).status === 0) {
        process.prependListener("exit", () => spawnSync("umount", ["-l", place]));
        spawnSync("cp", [db, join(place, "city.db")]);
        return { wrap: [], see: () => place };
    }
    const own = ["unshare", "--user", "--map-root-user", "--mount"];
    if (spawnSync(own[0], [...own.slice(1), ...mount]).status !== 0) {
        return null;
    }
    const start = `${mount.map((word) => `'${word}'`).join(" ")} && cp '${db}' '${place}/city.db' && exec "$@"`;
    return { wrap: [...own, "bash", "-c", start, "bash"], see: (server) => `/proc/${server.pid}/root${place}` };
}

const disk = smallDisk(16);
const sentence = "a full disk: a clear 503 in the person's language, reading goes on, nothing is torn, and with space writing goes on";
if (disk === null) {
    console.log(`ok - ${sentence} # SKIP neither mount nor a user namespace is allowed here`);
} else {
    await test(sentence, async () => {
        const server = await serve(join(folder, "small", "city.db"), { wrap: disk.wrap });
        const small = disk.see(server);
        const visitor = await new Visitor(server).signIn("factory");
        assert.equal((await post(visitor, "满盘之前")).status, 303);
        const ballast = join(small, "ballast");
        const { bavail, bsize } = statfsSync(small);
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 65536)));
        let answer = null;
        const kept = ["满盘之前"];
        for (let index = 0; index < 200; index++) {
            answer = await post(visitor, `满盘${index}`);
            if (answer.status !== 303) {
                break;
            }
            kept.push(`满盘${index}`);
        }
        assert.equal(answer.status, 503, `${answer.status} after ${kept.length}: ${answer.text.slice(0, 500)}`);
        assert.match(answer.text, /<html lang="zh-CN">/);
        assert.match(answer.text, /空间|磁盘|稍后/);
        for (const path of ["/", "/search?q=数控", "/insight", "/unmet", "/sign-in"]) {
            assert.equal((await visitor.page(path)).status, 200, `${path} on a full disk`);
        }
        rmSync(ballast);
        assert.equal((await post(visitor, "有空间了")).status, 303, "with space it goes on without a restart");
        const here = join(folder, "seen.db"); // as a crash now would leave it: the file and its log
        for (const part of ["", "-wal"]) {
            copyFileSync(join(small, `city.db${part}`), here + part);
        }
        assert.equal(await server.stop(), 0);
        assert.equal(query(here, "PRAGMA integrity_check"), "ok");
        const there = query(here, "SELECT title FROM listing").split("\n");
        assert.deepEqual([...kept, "有空间了"].filter((title) => !there.includes(title)), []);
    });
}

await test("a backup onto a full disk fails with 1 and a sentence, and leaves no half file", () => {
    const done = spawnSync("bash", ["-c", `ulimit -f 2000; trap '' XFSZ; exec "$0" backup "$1" --db "$2"`, binary, join(folder, "cut.backup"), db],
        { encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } });
    assert.equal(done.status, 1, done.stderr);
    assert.ok(done.stderr.trim().length > 10);
    assert.notEqual(spawnSync("test", ["-e", join(folder, "cut.backup")]).status, 0, "a half file stays behind");
    mustRun(["backup", join(folder, "cut.backup"), "--db", db]);
});

await test("the SQLite file is readable by its owner only", () => {
    const path = freshDatabase();
    mustRun(["init", "--region", "371500", "--db", path]);
    assert.equal(spawnSync("stat", ["-c", "%a", path], { encoding: "utf8" }).stdout.trim(), "600");
});

await finish();
