// The command line, verb by verb, on both engines: exit codes, help, JSON, and what it leaves in the database.
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert, engines, finish, folder, freshDatabase, mustRun, parseRun, query, run, sampleCity, sheets, test } from "./kit.mjs";

const verbs = mustRun(["help", "--lang", "en"]).split("\n").map((line) => /^ {2}([a-z-]+) +\S/.exec(line)?.[1]).filter(Boolean);

await test("help names every verb that the issue asks for", () => {
    for (const verb of ["init", "sample", "serve", "import", "fit", "parse-need", "user", "backup", "restore", "search", "export"]) {
        assert.ok(verbs.includes(verb), `${verb} is not in: ${verbs.join(" ")}`);
    }
});

await test("every verb has --help in both languages, with a sentence of its own and all its options explained", () => {
    for (const verb of verbs) {
        const english = mustRun([verb, "--help", "--lang", "en"]);
        const chinese = mustRun([verb, "--help", "--lang", "zh-CN"]);
        assert.ok(english.startsWith(`zhiqiao ${verb}`), english);
        assert.match(chinese, /[一-鿿]/);
        assert.doesNotMatch(english, /cli\.[a-z_]+|[一-鿿]{2}/, "a key or Chinese in the English help");
        for (const line of english.split("\n").filter((text) => text.startsWith("  --"))) {
            assert.match(line, /^ {2}--[a-z-]+( \S+)? +\S+/, line);
        }
    }
});

await test("an unknown verb, an unknown option and a missing argument end with 2 and say which", () => {
    for (const [args, word] of [[["frobnicate"], "frobnicate"], [["fit", "--frob"], "--frob"], [["import", "needs"], ""],
        [["sample", "--scale", "many"], "scale"], [["serve", "--port", "70000"], "port"], [["fit", "--need"], "--need"]]) {
        const done = run(args);
        assert.equal(done.code, 2, args.join(" "));
        assert.equal(done.out, "");
        assert.ok(done.err.length > 10 && done.err.includes(word), done.err);
    }
});

await test("a file that is not there ends with 3 and its name, a database that cannot be opened with a sentence", () => {
    const db = freshDatabase();
    mustRun(["init", "--region", "371500", "--db", db]);
    const missing = run(["import", "needs", "nowhere.xlsx", "--db", db]);
    assert.equal(missing.code, 3);
    assert.match(missing.err, /nowhere\.xlsx/);
    for (const address of ["/nonexistent/folder/x.db", "/", "postgresql://nobody@127.0.0.1:1/none"]) {
        const done = run(["fit", "--all", "--db", address]);
        assert.ok(done.code === 1 || done.code === 3, `${address}: ${done.code}`);
        assert.ok(done.err.trim().length > 10 && !/cli\.|error\./.test(done.err.replace(/^\d{4}-.*$/gm, "")), done.err);
    }
    assert.equal(run(["init", "--region", "999999", "--db", freshDatabase()]).code, 3, "an unknown region");
});

await test("parse-need reads messages from a file and from standard input alike", () => {
    const text = "要20个数控车工,9月到岗,包吃住,6500,会看图,临清\n";
    writeFileSync(join(folder, "message.txt"), text);
    const piped = parseRun(["parse-need", "--day", "2026-11-24"], { input: text });
    assert.deepEqual(parseRun(["parse-need", "message.txt", "--day", "2026-11-24"]), piped);
    const [draft] = piped.messages[0].drafts;
    assert.deepEqual([draft.headcount, draft.occupation_code, draft.start, draft.pay.low_fen, draft.lodging, draft.meals, draft.county_code],
        [20, "6-18-01-01", "2027-09-01", 650000, true, true, "371581"]);
    assert.ok(draft.skills.includes("看图"));
});

// Everything of a city but ids, times of making and passwords, whatever order the rows are in.
function dump(db) {
    const tables = query(db, db.includes("://")
        ? "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
        : "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1").split("\n")
        .filter((name) => /^(organisation|listing|person|programme|facility|post|region|fit)/.test(name) && !/_(change|revision|registry|search|data|idx|docsize|config|content|hold)$/.test(name));
    assert.ok(tables.length > 5, tables.join(" "));
    return tables.map((table) => {
        const columns = query(db, db.includes("://")
            ? `SELECT column_name FROM information_schema.columns WHERE table_name = '${table}' ORDER BY ordinal_position`
            : `SELECT name FROM pragma_table_info('${table}')`).split("\n")
            .filter((name) => !/(^|_)id$|_ms$|hash$|secret|version|^tokens$/.test(name));
        return `${table}\n${query(db, `SELECT ${columns.map((name) => `"${name}"`).join(", ")} FROM "${table}"`).split("\n").sort().join("\n")}`;
    }).join("\n\n");
}

for (const engine of engines) {
    const on = `(${engine})`;

    await test(`sample makes the city once; again it refuses, with --if-empty it does nothing ${on}`, () => {
        const db = sampleCity(engine);
        assert.equal(query(db, "SELECT count(*) FROM listing"), "2400");
        assert.equal(query(db, "SELECT count(*) FROM organisation"), "321");
        const before = dump(db);
        assert.equal(run(["sample", "--db", db]).code, 3);
        mustRun(["sample", "--db", db, "--if-empty"]);
        assert.equal(dump(db), before);
    });

    await test(`the same seed and day make the same city, another seed another one ${on}`, () => {
        const [one, two, other] = [[], [], ["--seed", "7"]].map((args) => dump(sampleCity(engine, args)));
        assert.equal(one, two);
        assert.notEqual(one, other);
    });

    await test(`fit answers with valid JSON, the same for the same question, and names listings by id, organisation and title ${on}`, () => {
        const db = sampleCity(engine);
        const all = parseRun(["fit", "--all", "--top", "2", "--db", db]);
        assert.deepEqual(parseRun(["fit", "--all", "--top", "2", "--db", db]), all);
        assert.equal(all.fits.length, 1500);
        const some = all.fits.find((fit) => fit.matches.length === 2);
        const one = parseRun(["fit", "--need", some.need.id, "--top", "2", "--db", db]);
        assert.deepEqual(one.matches ?? one.fits[0].matches, some.matches);
        const match = some.matches[0];
        assert.ok(match.offer.id && match.offer.organisation && match.offer.title);
        const sum = match.points.reduce((total, point) => total + Math.round(point.points * 10), 0);
        assert.equal(sum, Math.round(match.score * 10), "the score is the sum of its points");
        const table = mustRun(["fit", "--need", some.need.id, "--db", db, "--lang", "zh-CN"]);
        assert.ok(table.includes(match.offer.title), table);
        assert.equal(run(["fit", "--need", "0000000000001", "--db", db]).code, 3);
        assert.equal(run(["fit", "--need", "!!", "--db", db]).code, 2);
    });

    await test(`init, then the three spreadsheets: rows understood and refused add up, the same file twice makes nothing new ${on}`, () => {
        const db = freshDatabase(engine);
        mustRun(["init", "--region", "371500", "--db", db]);
        let refusedRows = 0;
        for (const [kind, file] of Object.entries(sheets())) {
            const refused = join(folder, `${engine}-${kind}.xlsx`);
            const dry = parseRun(["import", kind, file, "--db", db, "--dry-run"]);
            assert.equal(dry.dry_run, true);
            assert.equal(dry.created, 0);
            const first = parseRun(["import", kind, file, "--db", db, "--refused", refused]);
            assert.equal(first.understood + first.refused, first.rows);
            assert.equal(first.created, first.understood);
            assert.deepEqual(first.problems, dry.problems);
            assert.ok(first.problems.every((problem) => /^[A-Z]*\d+$/.test(problem.cell) && problem.text.length > 5));
            refusedRows += first.refused;
            if (first.refused > 0) {
                assert.ok(existsSync(refused));
                const again = run(["import", kind, refused, "--db", db, "--dry-run", "--json"]);
                assert.equal(again.code, 3, "all its rows are refused still");
                assert.equal(JSON.parse(again.out).rows, first.refused, "the file of refused rows can be dropped again");
            }
            const second = parseRun(["import", kind, file, "--db", db]);
            assert.deepEqual([second.created, second.changed, second.same], [0, 0, first.understood]);
        }
        assert.equal(refusedRows, 12);
    });

    await test(`user add and user password: the login works, a weak password, a second one of the name, an unknown organisation do not ${on}`, () => {
        const db = freshDatabase(engine);
        mustRun(["init", "--region", "371500", "--db", db]);
        mustRun(["user", "add", "clerk", "--role", "office", "--db", db, "--password-stdin"], { input: "Right-Password-1\n" });
        assert.equal(run(["user", "add", "clerk", "--db", db, "--password-stdin"], { input: "Right-Password-1\n" }).code, 3);
        assert.equal(run(["user", "add", "other", "--db", db, "--password-stdin"], { input: "short\n" }).code, 3);
        assert.equal(run(["user", "add", "other", "--db", db, "--organisation", "无此公司"]).code, 3);
        const made = mustRun(["user", "password", "clerk", "--db", db]);
        assert.match(made, /\S{10,}/);
        assert.equal(run(["user", "password", "nobody", "--db", db]).code, 3);
        assert.equal(query(db, "SELECT count(*) FROM person"), "1");
    });
}

await test("backup and restore give the same city; neither overwrites anything; what is no backup is refused", () => {
    const db = sampleCity();
    const copy = join(folder, "city.backup");
    const restored = freshDatabase();
    assert.equal(parseRun(["backup", copy, "--db", db]).file, copy);
    assert.equal(run(["backup", copy, "--db", db]).code, 3, "over an existing file");
    mustRun(["restore", copy, "--db", restored]);
    assert.equal(dump(restored), dump(db));
    assert.equal(query(restored, "SELECT group_concat(id) FROM (SELECT id FROM listing ORDER BY id)"),
        query(db, "SELECT group_concat(id) FROM (SELECT id FROM listing ORDER BY id)"));
    assert.equal(query(restored, "PRAGMA integrity_check"), "ok");
    assert.equal(run(["restore", copy, "--db", db]).code, 3, "over an existing database");
    writeFileSync(join(folder, "torn"), Buffer.concat([Buffer.from("SQLite format 3\0"), Buffer.alloc(5000, 7)]));
    writeFileSync(join(folder, "text"), "not a database");
    for (const file of ["torn", "text", "nowhere"]) {
        const target = freshDatabase();
        assert.equal(run(["restore", file, "--db", target]).code, 3, file);
        assert.ok(!existsSync(target), `${file} left a database`);
    }
});

await finish();
