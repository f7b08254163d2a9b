// The information platform over real sockets, on both engines: a large film arrives, is played in parts and downloaded whole; what is
// too large is refused by its declared length; a planned article comes out when its time has come, on another process too.
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { assert, engines, finish, sampleCity, serve, test, until, Visitor } from "./kit.mjs";

// A film in form: boxes whose content can be told from its place.
function film(length) {
    const box = (kind, bytes) => { const head = Buffer.alloc(8); head.writeUInt32BE(bytes.length + 8, 0); head.write(kind, 4); return Buffer.concat([head, bytes]); };
    const content = Buffer.alloc(length);
    for (let at = 0; at < length; at += 4) { content.writeUInt32LE(at, at); }
    return Buffer.concat([box("ftyp", Buffer.from("isom\x00\x00\x00\x01")), box("moov", Buffer.alloc(64)), box("mdat", content)]);
}

// What the server answers to a head alone, and how soon; the body is never sent.
function sendHead(server, head) {
    return new Promise((done, fail) => {
        const start = Date.now();
        const socket = connect(server.port, "127.0.0.1", () => socket.write(head));
        let text = "";
        socket.setTimeout(10000, () => { socket.destroy(); fail(new Error("no answer")); });
        socket.on("data", (bytes) => { text += bytes; });
        socket.on("error", fail);
        socket.on("close", () => done({ text, ms: Date.now() - start }));
    });
}

async function draft(person, title) {
    await person.page("/articles/new");
    const { form } = await person.document("/articles/new");
    const column = form.column.options[0].value;
    const answer = await person.send("/articles", { column, title, format: "markdown", body: "正文" });
    assert.equal(answer.status, 303, answer.text.slice(0, 2000));
    return answer.location.replace("/edit", "");
}

for (const engine of engines) {
    await test(`${engine}: a film of 24 MB arrives, is played in parts and downloaded whole`, async () => {
        const server = await serve(sampleCity(engine));
        const school = await new Visitor(server).signIn("school");
        const address = await draft(school, "宣传片");
        const bytes = film(24 << 20);
        const sent = await school.send(`${address}/film`, { film: { name: "片.mp4", bytes }, film_words: "学校介绍" });
        assert.equal(sent.status, 303, sent.text.slice(0, 1000));
        const { film: { url } } = await school.document(address);
        assert.equal((await new Visitor(server).ask(url)).status, 404, "a draft's film is not for visitors");
        const office = await new Visitor(server).signIn("office");
        await school.page(address);
        assert.equal((await school.send(`${address}/status`, { status: "review" })).status, 303);
        await office.page(address);
        assert.equal((await office.send(`${address}/status`, { status: "published" })).status, 303);
        const visitor = new Visitor(server);
        const whole = await visitor.ask(url);
        assert.equal(whole.status, 200);
        assert.equal(whole.headers.get("accept-ranges"), "bytes");
        assert.equal(whole.headers.get("x-content-type-options"), "nosniff");
        const digest = (buffer) => createHash("sha256").update(buffer).digest("hex");
        assert.equal(digest(whole.bytes), digest(bytes));
        const part = await visitor.ask(url, { headers: { range: "bytes=10000000-10000099" } });
        assert.equal(part.status, 206);
        assert.equal(part.headers.get("content-range"), `bytes 10000000-10000099/${bytes.length}`);
        assert.ok(part.bytes.equals(bytes.subarray(10000000, 10000100)));
        const tail = await visitor.ask(url, { headers: { range: "bytes=-1000" } });
        assert.ok(tail.bytes.equals(bytes.subarray(bytes.length - 1000)));
        assert.equal((await visitor.ask(url, { headers: { range: "bytes=99999999-" } })).status, 416);
        assert.equal((await visitor.ask(url, { headers: { "if-none-match": whole.headers.get("etag") } })).status, 304);
        const head = await visitor.ask(url, { method: "HEAD" });
        assert.equal(head.bytes.length, 0);
        const many = await Promise.all(Array.from({ length: 8 }, () => visitor.ask(url)));
        assert.ok(many.every((answer) => answer.status === 200 && answer.bytes.length === bytes.length));
        await server.stop();
    });

    await test(`${engine}: a planned article comes out by itself, and readers of another process see it`, async () => {
        const db = sampleCity(engine);
        const servers = [await serve(db), await serve(db)];
        const office = await new Visitor(servers[0]).signIn("office");
        const address = await draft(office, "到点发布");
        const reader = new Visitor(servers[1]);
        assert.equal((await reader.ask(address)).status, 404);
        await office.page(address);
        await office.send(`${address}/status`, { status: "review" });
        const soon = new Date(Date.now() + 3000 + 8 * 3600000).toISOString().slice(0, 19);
        assert.equal((await office.send(`${address}/status`, { status: "published", publish_at: soon })).status, 303);
        assert.equal((await office.document(address)).article.status, "scheduled");
        assert.equal((await reader.ask(address)).status, 404);
        await until(async () => (await reader.ask(address)).status === 200, 30000, "the planned article is out");
        assert.match((await reader.page("/news")).text, /到点发布/);
        await Promise.all(servers.map((server) => server.stop()));
    });
}
await test(`a film of 3 GB is refused at once by its length, with the limit in words`, async () => {
    const server = await serve(sampleCity());
    const school = await new Visitor(server).signIn("school");
    const address = await draft(school, "太大");
    const cookie = [...school.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const { text, ms } = await sendHead(server, `POST ${address}/film HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nAccept-Language: zh-CN\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${school.token}\r\n` +
        `Content-Type: multipart/form-data; boundary=b\r\nContent-Length: ${3 * 2 ** 30}\r\n\r\n--b\r\n`);
    assert.match(text, /^HTTP\/1\.1 413 /);
    assert.match(text, /视频最大 250 MB/);
    assert.ok(ms < 3000, `${ms} ms`);
    await server.stop();
});

await finish();
