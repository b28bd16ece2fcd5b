"""Asks a running studio as its page does, and as nobody should. Standard library only.

    studio_client.py ADDRESS.json AGGLO PID PART...

ADDRESS.json is what `agglo studio --json` printed. Parts are functions below. Every part ends with a
studio that still answers.
"""
import base64
import hashlib
import http.client
import json
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time

with open(sys.argv[1], encoding="utf-8") as file:
    told = json.load(file)
agglo, pid = sys.argv[2], int(sys.argv[3])
host, port, token = "127.0.0.1", told["port"], told["token"]
own_host = f"{host}:{port}"
# Sanitizers make all slower and keep freed memory.
is_slow = os.environ.get("STUDIO_SLOW") == "1"
# Nothing here takes so long, s, even where others keep the machine busy.
patience = 60
failures = 0


def check(is_right, what):
    global failures
    if not is_right:
        failures += 1
        print(f"FAILED: {what}")


class Client:
    """A connection that stays open, as a browser's does."""

    def __init__(self, headers=None):
        self.connection = http.client.HTTPConnection(host, port, timeout=patience)
        self.headers = {"X-Agglo-Token": token} if headers is None else headers

    def ask(self, method, path, body=None, headers=None):
        """Status, and the reply: read as JSON if it is."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        until = time.monotonic() + patience
        while True:
            try:
                self.connection.request(method, path, body, {**self.headers, **(headers or {})})
                reply = self.connection.getresponse()
                break
            except (http.client.HTTPException, ConnectionError):  # it was idle, or there are too many
                self.connection.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        text = reply.read()
        self.reply_headers = reply.headers
        is_json = reply.headers.get("Content-Type", "").startswith("application/json")
        return reply.status, json.loads(text) if is_json and text else text

    def expect(self, wanted, method, path, body=None, headers=None):
        status, reply = self.ask(method, path, body, headers)
        check(status == wanted, f"{method} {path} {str(body)[:100]}: {status}, not {wanted}: {str(reply)[:300]}")
        if status >= 400:
            check(isinstance(reply, dict) and reply["errors"][0]["what"], f"{method} {path}: no errors told")
        return reply

    def advance(self, side, start, to, region=0):
        return self.expect(200, "POST", f"/api/sides/{side}/advance", {"from": start, "to": to, "region": region})

    def edit(self, side, *edits, wanted=200):
        return self.expect(wanted, "POST", f"/api/sides/{side}/edit", {"edits": list(edits)})

    def what(self, *arguments, **more):
        """The first error's sentence."""
        return self.expect(*arguments, **more).get("errors", [{}])[0].get("what", "")


def alive():
    status, reply = Client().ask("GET", "/api/scenarios")
    check(status == 200 and reply, f"the studio does not answer: {status}")


def raw(data, limit=patience):
    """What the studio sends to these bytes until it closes, or for so many seconds."""
    received = b""
    try:
        with socket.create_connection((host, port), timeout=limit) as s:
            s.sendall(data)
            while part := s.recv(65536):
                received += part
    except OSError:
        pass
    return received


def answered(data):
    """The same, again where nothing came: connections that went away count a moment longer against
    those that one address may have."""
    until = time.monotonic() + patience
    while not (received := raw(data)) and time.monotonic() < until:
        time.sleep(0.05)
    return received


def code(received):
    found = re.match(rb"HTTP/1\.[01] (\d\d\d)", received)
    return int(found.group(1)) if found else 0


def saved_hash(document, name):
    """The hash of a document in `agglo run`."""
    with open(name, "w", encoding="utf-8") as out:
        json.dump(document, out)
    run = subprocess.run(
        [agglo, "run", name, "-n", "1", "--no-output", "--json"], capture_output=True, text=True, check=False
    )
    check(run.returncode == 0, f"{name}: {run.stderr}")
    return json.loads(run.stdout)["state_hash"] if run.returncode == 0 else ""


WORLD = "hubs/world_of_four.json"
NETWORK = {"type": "network_org", "name": "network", "region": "marginal", "from": 5, "size": 20}


def page():
    c = Client(headers={})
    text = c.expect(200, "GET", "/")
    check(b"<html" in text, "no page")
    for name, value in (
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
    ):
        check(c.reply_headers[name] == value, f"header {name}: {c.reply_headers[name]}")
    check("frame-ancestors 'none'" in c.reply_headers["Content-Security-Policy"], "the page may be framed")
    charts = c.expect(200, "GET", "/charts.js")
    check(c.reply_headers["Content-Type"].startswith("text/javascript"), "the charts are no script")
    check_policy(text.decode(), charts)
    status, text = c.ask("HEAD", "/")
    check(status == 200 and text == b"", "HEAD")


def check_policy(text, charts):
    """The page runs its own script and that of its charts, known by their hashes, and no other."""
    inline = re.findall(r"<script>(.*?)</script>", text, re.S)
    check(len(inline) == 1 and text.count("<script") == 1, f"{len(inline)} scripts in the page")
    hashes = [
        "sha256-" + base64.b64encode(hashlib.sha256(of).digest()).decode() for of in (inline[0].encode(), charts)
    ]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="(.*?)"', text)[1]
    allowed = [of.split()[1:] for of in policy.split(";") if of.split()[0] == "script-src"]
    check(allowed == [[f"'{of}'" for of in hashes]], f"scripts: {allowed}")
    check("default-src 'none'" in policy, f"policy: {policy}")
    check(hashes[1] in inline[0], "the page does not say which charts it means")


def lists():
    c = Client()
    shipped = c.expect(200, "GET", "/api/scenarios")
    paths = [s["path"] for s in shipped]
    check(WORLD in paths and paths == sorted(paths), "the catalogue")
    check(all(s["group"] and s["name"] and s["years"] > 0 and s["regions"] > 0 for s in shipped), "entries")
    check(not any(p.startswith(("experiments/", "calibration/")) for p in paths), "what is no scenario")
    d = c.expect(200, "GET", "/api/descriptors")
    told_by = lambda topic: json.loads(
        subprocess.run([agglo, "describe", topic, "--json"], capture_output=True, text=True, check=True).stdout
    )
    for topic in ("policies", "parameters", "links", "outputs"):
        names = [e["name"] for e in d[topic]]
        text = json.dumps(told_by(topic))
        check(names and all(json.dumps(n) in text for n in names), f"names of {topic}")
    check([l["number"] for l in d["links"]] == list(range(1, 19)), "links")
    check([s["index"] for s in d["states"]] == ["I", "A", "H", "E", "V"], "states")
    check({"name": "spinout", "meaning": "a start-up is founded from research"} in d["event_types"], "events")
    check(d["kinds"][0] == "major" and len(d["kinds"]) == 6, "kinds")
    check(any(p["is_uncertain"] for p in d["parameters"]), "uncertain parameters")


def sides():
    c = Client()
    c.expect(404, "GET", "/api/sides/A")
    c.expect(404, "POST", "/api/sides/A/advance", {"to": 1})
    c.expect(404, "GET", "/api/sides/C")
    c.expect(404, "PUT", "/api/sides/C", {"scenario": WORLD})
    side = c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    check((side["side"], side["step"], side["steps"], side["is_changed"]) == ("A", 0, 160, False), "a side")
    check(side["scenario"] == WORLD and len(side["regions"]) == 4 and len(side["hash"]) == 16, "a side")
    check(side["time"] == side["start_year"] == 1980, "its time")
    check(c.expect(200, "GET", "/api/sides/A") == side, "the same again")
    c.expect(200, "PUT", "/api/sides/B", {"document": side["document"]})
    other = c.expect(200, "GET", "/api/sides/B")
    check(other["scenario"] is None and other["hash"] == side["hash"], "the same document")
    check(c.expect(200, "DELETE", "/api/sides/B") == {}, "a side is removed")
    c.expect(404, "GET", "/api/sides/B")


def steps():
    c = Client()
    c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    f = c.advance("A", 0, 4, 1)
    names = f["variables"]
    check([x["step"] for x in f["frames"]] == [1, 2, 3, 4] and f["step"] == 4, "frames of four steps")
    check(all(len(x["values"]) == len(names) and len(x["flux"]) == 18 for x in f["frames"]), "values, flux")
    check(len(f["map"]) == 4, "map")
    check(f["map"][1]["firms"] == f["frames"][-1]["values"][names.index("firms")], "map and frame")
    check(all(0 < e["step"] <= 4 for e in f["events"]) and f["events"], "events of the steps shown")
    fourth = f
    for k in range(4, 160, 4):
        f = c.advance("A", k, k + 4, 1)
    check(f["is_complete"] and f["step"] == 160 and f["time"] == 2020, "the end")
    end = f["hash"]
    document = c.expect(200, "GET", "/api/sides/A/scenario")
    check(saved_hash(document, "whole.json") == end, "a saved session has the same hash")
    back = c.advance("A", 160, 4, 1)
    check(back["hash"] == fourth["hash"] and back["step"] == 4, "four steps, again")
    check(back["frames"][1:] == fourth["frames"] and back["frames"][0]["step"] == 0, "the same frames")
    check(back["map"] == fourth["map"], "the same map")
    check(c.advance("A", 4, 160)["hash"] == end, "the same end, at one stroke")
    both = c.advance("A", 159, 160)
    check([x["step"] for x in both["frames"]] == [160], "one frame")
    for body in (
        {"from": 0, "to": 161},
        {"from": 0, "to": -1},
        {"from": 0, "to": 1.5},
        {"from": 0, "to": "4"},
        {"from": 0, "to": 4, "region": 4},
        {"from": 0, "tow": 4},
        [1],
    ):
        c.expect(400, "POST", "/api/sides/A/advance", body)
    check(c.expect(200, "GET", "/api/sides/A")["step"] == 160, "wrong requests change nothing")


def edits():
    c = Client()
    c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    base = c.advance("A", 0, 160)["hash"]
    c.advance("A", 160, 40)
    side = c.edit("A", {"add": NETWORK}, {"set": "parameters.spinout.p3=0.004"})
    check(side["is_changed"] and side["step"] == 40, "a changed side stays at its step")
    orders = [o for o in side["interventions"] if o["name"] == "network"]
    check(orders and orders[0]["values"]["size"] == 20 and orders[0]["until"] is None, "an intervention is added")
    check(orders[0]["regions"] == ["marginal"], "where it acts")
    c.advance("A", 40, 120)
    back = c.advance("A", 120, 60)
    end = c.advance("A", 60, 160)["hash"]
    check(end != base and back["hash"] != end, "a policy changes what comes")
    document = c.expect(200, "GET", "/api/sides/A/scenario")
    check(saved_hash(document, "changed.json") == end, "a changed session has the same hash")
    c.edit("A", {"set": "interventions.network.from=9"})
    check(c.expect(200, "GET", "/api/sides/A")["hash"] != end, "an intervention is changed")
    c.edit("A", {"set": "interventions.network.from=5"})
    check(c.expect(200, "GET", "/api/sides/A")["hash"] == end, "and changed back")
    # All or none, with the faults of `agglo check`.
    before = c.expect(200, "GET", "/api/sides/A")
    for wrong, said in (
        ({"set": "links.99=0"}, "there is no link"),
        ({"set": "parameters.spinout.p4=1"}, "unknown parameter"),
        ({"set": "nothing"}, "assigns nothing"),
        ({"set": "extends=/etc/passwd"}, "cannot be extended here"),
        ({"set": 'extends="../../etc/passwd"'}, "cannot be extended here"),
        ({"set": "time.years=100000"}, "out of range"),
        ({"set": "time.years=3000"}, "too large for the studio"),
        ({"add": {"type": "no_policy", "region": "all"}}, "there is no such policy"),
        ({"add": {**NETWORK, "name": "other", "region": "nowhere"}}, "region"),
        ({"remove": "nobody"}, "there is no such intervention"),
        ({"take": "x"}, "this is no edit"),
        ({"set": 1}, "this is no edit"),
        ({}, "this is no edit"),
        (7, "this is no edit"),
    ):
        what = c.edit("A", {"set": "links.7=0"}, wrong, wanted=400)["errors"][0]["what"]
        check(said in what, f"{wrong}: {what}")
    for body in ({}, {"edits": 1}, {"edits": [{"set": "links.7=1"}] * 101}, {"edit": []}):
        c.expect(400, "POST", "/api/sides/A/edit", body)
    check(c.expect(200, "GET", "/api/sides/A") == before, "wrong edits change nothing")
    side = c.edit("A", {"remove": "network"}, {"set": "parameters.spinout.p3=null"})
    check(side["hash"] == base, "what is taken back leaves nothing behind")
    # The same type twice, without names: the second is found by the name that it is given.
    twice = {"type": "incubator", "region": "marginal", "from": 3}
    side = c.edit("A", {"add": twice}, {"add": {**twice, "from": 7, "until": 9, "size": 3}})
    starts = lambda told: [(o["name"], o["from"]) for o in told["interventions"] if o["type"] == "incubator"]
    before = starts(side)
    side = c.edit("A", {"remove": before[-1][0]})
    check(before[-1][1] == 7 and starts(side) == before[:-1], f"{before}")
    # Shorter than the step that is shown; records that are no multiple of the end.
    side = c.edit("A", {"set": "time.years=20"}, {"set": "output.every_months=36"})
    check(side["step"] == side["steps"] == 80, "a shorter run")
    document = c.expect(200, "GET", "/api/sides/A/scenario")
    check(saved_hash(document, "short.json") == side["hash"], "the hash where the end is no record")


def questions():
    c = Client()
    c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    c.advance("A", 0, 80)
    n = c.expect(200, "GET", "/api/sides/A/network?region=1&most=50")
    ids = {x["id"] for x in n["nodes"]}
    check(len(n["nodes"]) == len(ids) == 50 and n["nodes_in_all"] > 50, "fifty nodes")
    check(n["edges"] and all(e["from"] in ids and e["to"] in ids for e in n["edges"]), "edges between them")
    check(len(n["edges"]) <= n["edges_in_all"], "edges in all")
    whole = c.expect(200, "GET", "/api/sides/A/network?region=1&most=2000")
    check(len(whole["nodes"]) == whole["nodes_in_all"] and len(whole["edges"]) == whole["edges_in_all"], "all")
    firms = c.advance("A", 80, 80, 1)["map"][1]["firms"]
    sites = sum(x["kind"] in ("university", "hospital") for x in whole["nodes"])
    check(len(whole["nodes"]) - sites == firms, f"{len(whole['nodes'])} nodes, {sites} sites, {firms} firms")
    f = c.advance("A", 80, 84)
    founded = [e for e in f["events"] if e["type"] == "spinout"]
    chain = c.expect(200, "GET", f"/api/sides/A/why?event={founded[-1]['event']}")
    check(chain["chain"][0]["agent"] == founded[-1]["agent"] and chain["root"]["text"], "why")
    times = [e["time"] for e in chain["chain"]]
    check(times == sorted(times, reverse=True), "youngest first")
    same = c.expect(200, "GET", f"/api/sides/A/why?agent={founded[-1]['agent']}")
    check(same == chain, "the agent's chain is that of its founding")
    last = f["events"][-1]["event"]
    c.expect(400, "GET", f"/api/sides/A/why?event={last + 1}")
    for query in ("", "event=-1", "event=x", "event=99999999999999999999", "agent=xyz", "agent=" + "0" * 16,
                  f"event=1&agent={'0' * 16}"):
        c.expect(400, "GET", f"/api/sides/A/why?{query}")
    for query in ("region=4", "region=-1", "region=", "most=0", "most=99999", "region=1e0"):
        c.expect(400, "GET", f"/api/sides/A/network?{query}")
    c.expect(400, "GET", "/api/sides/A/band?region=4")
    band = c.expect(200, "GET", "/api/sides/A/band?region=1")
    c.expect(400, "GET", "/api/sides/A/band?region=4")
    check(len(band["time"]) == 41 and band["time"][0] == 1980, "years of a band")
    for name, v in band["variables"].items():
        check(all(a <= b <= d for a, b, d in zip(v["low"], v["middle"], v["high"])), f"band of {name}")
    check(sorted(band["variables"]) == sorted(f["variables"]), "a band for every variable")
    check(band["variables"]["firms"]["high"][-1] > band["variables"]["firms"]["low"][-1], "a band has width")
    c.edit("A", {"set": "links.7=0"})
    check(c.expect(200, "GET", "/api/sides/A/band?region=1") == band, "the band is of what was chosen")


def downloads():
    c = Client()
    before = os.listdir(os.environ["TMPDIR"])
    c.expect(200, "PUT", "/api/sides/A", {"scenario": "hubs/singapore.json"})
    result = c.expect(200, "POST", "/api/sides/A/result", {"replicates": 2})
    check(result[:8] == b"\x89HDF\r\n\x1a\n", "a result")
    check("result.h5" in c.reply_headers["Content-Disposition"], "its name")
    c.edit("A", {"set": "links.7=0.5"})
    report = c.expect(200, "POST", "/api/sides/A/report", {"replicates": 2})
    check(b"<html" in report and b"links.7" in report, "a report against the scenario as it was chosen")
    for body in ({"replicates": 0}, {"replicates": 201}, {"replicates": "x"}, {"more": 1}, b"", b"x"):
        c.expect(400, "POST", "/api/sides/A/result", body)
    check(os.listdir(os.environ["TMPDIR"]) == before, "nothing is left in the temporary folder")
    # Two at once; the others are told to wait.
    statuses = []
    together = threading.Barrier(8)

    def ask():
        together.wait()
        statuses.append(Client().ask("POST", "/api/sides/A/result", {"replicates": 40})[0])

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for t in threads:
        t.start()
    alive()
    for t in threads:
        t.join()
    check(set(statuses) == {200, 429}, f"expensive requests: {statuses}")


def uploads():
    c = Client()
    side = c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    hash_before = c.advance("A", 0, 20)["hash"]
    os.mkfifo("never.json")  # who opens it waits for ever
    here = os.path.abspath("never.json")
    with open("there.json", "w", encoding="utf-8") as out:
        json.dump({"links": {"7": 0}}, out)
    for name in (
        here,
        "never.json",
        "./never.json",
        os.path.abspath("there.json"),
        "there.json",
        "/etc/passwd",
        "../../../../../../etc/passwd",
        "hubs/../../../etc/passwd",
        "../..",
        "..",
        ".",
        "",
        "hubs",
        "hubs/",
        "hubs/nuremberg.json/",
        "hubs//nuremberg.json",
        "file:///etc/passwd",
        "/dev/zero",
    ):
        for document in ({"extends": name}, {"extends": [WORLD, name]}):
            what = c.what(400, "PUT", "/api/sides/A", {"document": document})
            check("cannot be extended here" in what, f"{document}: {what}")
        what = c.what(400, "PUT", "/api/sides/A", {"scenario": name})
        check("no such scenario" in what, f"{name}: {what}")
        reply = c.expect(400, "PUT", "/api/sides/A", {"extends": name, "scenario": WORLD})
        check("errors" in reply, f"a request extends {name}")
    c.expect(400, "PUT", "/api/sides/A", {"scenario": "./" * 500000 + "nothing.json"})
    extended = c.expect(200, "PUT", "/api/sides/B", {"document": {"extends": "../" + WORLD, "name": "mine"}})
    check(extended["name"] == "mine" and len(extended["regions"]) == 4, "a document extends what is shipped")
    big = {**side["document"], "time": {"start": 1980, "years": 3000}}
    check("too large" in c.what(400, "PUT", "/api/sides/A", {"document": big}), "years")
    many = json.loads(json.dumps(side["document"]))
    many["regions"][0]["firms"][0]["count"] = 1000000
    check("too large" in c.what(400, "PUT", "/api/sides/A", {"document": many}), "firms")
    many["regions"][0]["firms"][0]["count"] = 1
    many["regions"][0]["hospitals"] = [{"count": 10000, "beds": 1}] * 6
    check("too large" in c.what(400, "PUT", "/api/sides/A", {"document": many}), "hospitals")
    many["regions"] = [{"name": f"r{k}", "population": 1, "home_market": "JP"} for k in range(300)]
    many["interventions"] = []
    c.expect(400, "PUT", "/api/sides/A", {"document": many})
    for body in (
        {},
        {"document": {}},
        {"document": []},
        {"document": "x"},
        {"document": None},
        {"scenario": 7},
        {"scenario": WORLD, "document": {}},
        {"document": {"factors": []}},
        {"document": {"regions": "x", "time": []}},
        b"",
        b"{",
        b"nonsense",
        b'{"document": {"name": "\xff"}}',
        b'{"document": ' + b"[" * 100000,
        b'{"document": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}",
        b'{"a": 1e999}',
        b'{"document": {"a": 1, "a": 2}}',
        b"\x00" * 100,
        b'{"scenario": "hubs\\u0000/nuremberg.json"}',
    ):
        c.expect(400, "PUT", "/api/sides/A", body)
    check(c.expect(200, "GET", "/api/sides/A")["hash"] == hash_before, "what is refused changes nothing")


def mutations():
    """Documents that chance has changed are shown or refused, and nothing takes for ever."""
    c = Client()
    chance = random.Random(int(os.environ.get("STUDIO_SEED", "1")))
    document = c.expect(200, "PUT", "/api/sides/A", {"scenario": "packages/five_issues.json"})["document"]
    text = json.dumps({"document": document})
    numbers = [m.span() for m in re.finditer(r"(?<=[ \[])-?[0-9][0-9.e+-]*", text)]
    statuses, longest = {}, 0.0
    for k in range(int(os.environ.get("STUDIO_MUTATIONS", "150"))):
        if k % 2:
            begin, end = chance.choice(numbers)
            value = chance.choice(["0", "-1", "1e9", "1e-9", "1e308", "0.5", "1000", "1e5", "null", '"1 yr"', "[]"])
            changed = text[:begin] + value + text[end:]
        else:
            at, length = chance.randrange(len(text)), chance.randrange(20)
            changed = text[:at] + chance.choice(["", "{", "]", '"', ",", "\\u0000", "\x7f"]) + text[at + length :]
        begin = time.monotonic()
        status, reply = c.ask("PUT", "/api/sides/A", changed.encode())
        if status == 200:
            status, reply = c.ask("POST", "/api/sides/A/advance", {"from": 0, "to": 12})
        longest = max(longest, time.monotonic() - begin)
        statuses[status] = statuses.get(status, 0) + 1
        check(status in (200, 400), f"{status}: {changed[:300]}: {reply}")
    print(f"documents changed by chance: {statuses}, {longest:.2f} s at most")
    check(len(statuses) == 2, "some are right, some are wrong")


def tokens():
    for given in ("", token[:-1], token + "0", token[:-1] + "g", token.upper() + "A", "x" * 5000):
        c = Client(headers={"X-Agglo-Token": given} if given else {})
        for method, path in (
            ("GET", "/api/scenarios"),
            ("GET", "/api/sides/A/scenario"),
            ("PUT", "/api/sides/A"),
            ("DELETE", "/api/sides/A"),
            ("POST", "/api/sides/A/result"),
        ):
            c.expect(403, method, path, {"scenario": WORLD})
        c.expect(403, "GET", f"/api/scenarios?token={token}")
    c = Client()
    for name in (f"evil.example:{port}", "evil.example", f"127.0.0.1:{port + 1}", "127.0.0.1", "",
                 f"localhost.evil.example:{port}", f"127.0.0.1:{port}.evil.example", f"[::1]:{port}", ":", "x" * 3000):
        status, _ = c.ask("GET", "/api/scenarios", headers={"Host": name})
        check(status in (400, 421), f"Host {name[:50]}: {status}")
        status, _ = c.ask("GET", "/", headers={"Host": name})
        check(status in (400, 421), f"the page by Host {name[:50]}: {status}")
    c.expect(200, "GET", "/api/scenarios", headers={"Host": f"localhost:{port}"})
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", "http://"):
        c.expect(403, "GET", "/api/scenarios", headers={"Origin": origin})
    c.expect(200, "GET", "/api/scenarios", headers={"Origin": f"http://127.0.0.1:{port}"})


def paths():
    c = Client()
    for path in (
        "/../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "/api/../../etc/passwd",
        "/api/sides/..%2f..%2f/scenario",
        "/api/sides/%2e%2e/scenario",
        "/api/sides//scenario",
        "/api/sides/A/",
        "/api/sides/a",
        "/api/sides/AA",
        "//api/scenarios",
        "/api/scenarios/",
        "/api",
        "/api/sides/" + "A" * 5000,
        "/" + "a/" * 1000,
        "/%00",
        "/favicon.ico",
        "/etc/passwd",
        "//etc/passwd",
        "/api/sides/A%00/../../x",
    ):
        status, text = c.ask("GET", path)
        check(status in (404, 414), f"{path[:60]}: {status}")
        check("root:" not in str(text), f"{path[:60]} gives a file away")
    for method in ("DELETE", "POST", "PATCH", "OPTIONS", "TRACE", "BREW"):
        status, _ = c.ask(method, "/api/scenarios")
        check(status == 405, f"{method}: {status}")


def malformed():
    head = f"Host: {own_host}\r\nX-Agglo-Token: {token}\r\n".encode()
    for data in (
        b"",
        b"\r\n",
        b"\r\n" * 1000,
        b"GET\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n" + head + b"\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"\x00" * 1000,
        bytes(range(256)) * 20,
        b"A" * 200000,
        b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n" + head + b"\r\n",
        b"GET / HTTP/1.1\r\n" + head + b"X: " + b"a" * 100000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + head + b"X: y\r\n" * 20000 + b"\r\n",
        b"GET / HTTP/1.1\r\n" + head + b"no colon\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + head + b" folded: yes\r\n\r\n",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Content-Length: -1\r\n\r\n{}",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Content-Length: 99999999999999999999999\r\n\r\n{}",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Content-Length: nan\r\n\r\n{}",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Content-Length: 4\r\nContent-Length: 2\r\n\r\n{}{}",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
        b"PUT /api/sides/A HTTP/1.1\r\n" + head + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ):
        received = raw(data + b"\r\n\r\n", limit=0.25)
        check(code(received) != 200 or data.startswith(b"GET / HTTP/1.1\r\nHost"), f"{data[:60]}: {received[:60]}")
    alive()
    # Two requests at once, and one that goes away before its answer.
    two = b"GET /api/scenarios HTTP/1.1\r\n" + head + b"\r\n"
    last = two.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    check(answered(two + last).count(b"HTTP/1.1 200") == 2, "pipelined")
    for _ in range(50):
        try:
            with socket.create_connection((host, port)) as s:
                s.sendall(two)
        except ConnectionError:  # turned away: the others are still being looked at
            pass
    alive()


def oversized():
    c = Client()
    c.expect(413, "PUT", "/api/sides/A", b'{"document": "' + b"a" * (1 << 20) + b'"}')
    fits = b'{"scenario": "' + b"a" * ((1 << 20) - 16) + b'"}'
    check(len(fits) == 1 << 20, "the largest body")
    c.expect(400, "PUT", "/api/sides/A", fits)
    head = f"PUT /api/sides/A HTTP/1.1\r\nHost: {own_host}\r\nX-Agglo-Token: {token}\r\n".encode()
    received = answered(head + b"Content-Length: 5000000000\r\n\r\n{}")
    check(code(received) == 413, f"a body that is announced: {received[:60]}")
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    received = answered(head + b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n" + chunk * 20 + b"0\r\n\r\n")
    check(code(received) == 413, f"chunks: {received[:60]}")
    received = raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 400 + b"0\r\n\r\n")
    check(code(received) in (0, 413), f"chunks without an end: {received[:60]}")


def slow():
    """Slow clients do not keep others waiting; more than are allowed are turned away."""
    stop = threading.Event()

    def dribble():
        try:
            with socket.create_connection((host, port)) as s:
                for byte in (f"GET / HTTP/1.1\r\nHost: {own_host}\r\n" + "X: y\r\n" * 5000).encode():
                    s.sendall(bytes([byte]))
                    if stop.wait(0.05):
                        return
        except OSError:
            pass

    threads = [threading.Thread(target=dribble) for _ in range(40)]
    for t in threads:
        t.start()
    time.sleep(0.5)
    begin = time.monotonic()
    for _ in range(20):
        alive()
    check(time.monotonic() - begin < patience, f"others wait {time.monotonic() - begin:.1f} s")
    stop.set()
    for t in threads:
        t.join()
    idle = []
    for _ in range(200):
        try:
            idle.append(socket.create_connection((host, port), timeout=1))
        except OSError:
            break
    for s in idle:
        s.close()
    time.sleep(0.2)
    alive()


def silent():
    """A silent connection, and one that sends a byte now and then, are ended."""
    begin = time.monotonic()
    quiet = socket.create_connection((host, port), timeout=patience)
    check(quiet.recv(1) == b"", "a silent connection is ended")
    took = time.monotonic() - begin
    check(took > 8, f"after {took:.1f} s")


def flood():
    c = Client()
    c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    begin = time.monotonic()
    count = 2000 if is_slow else 8000
    for k in range(count):
        status, _ = c.ask("GET", "/api/sides/A" if k % 2 else "/nothing")
        if status != (200 if k % 2 else 404):
            check(False, f"request {k}: {status}")
            break
    for k in range(count // 4):
        received = answered(f"GET /x HTTP/1.1\r\nHost: {own_host}\r\nConnection: close\r\n\r\n".encode())
        if code(received) != 404:
            check(False, f"connection {k}: {received[:60]}")
            break
    seconds = time.monotonic() - begin
    print(f"{count + count // 4} requests in {seconds:.1f} s")


def resident():
    """MiB of the studio."""
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


def endurance():
    """Memory is flat, and steps are fast enough to look at."""
    c = Client()

    def rounds(count):
        seconds = 0.0
        for _ in range(count):
            c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
            for k in range(0, 160, 4):
                begin = time.perf_counter()
                c.advance("A", k, k + 4)
                seconds += time.perf_counter() - begin
            c.edit("A", {"add": NETWORK})
        return seconds / (40 * count)

    rounds(4)
    before = resident()
    sessions = 4 if is_slow else int(os.environ.get("STUDIO_SESSIONS", "20"))
    mean = rounds(sessions)
    after = resident()
    print(f"{1000 * mean:.2f} ms for four steps; {before:.1f} MiB, after {sessions} sessions {after:.1f} MiB")
    if not is_slow:
        check(after - before < 4, f"memory grows from {before:.1f} to {after:.1f} MiB")


def runaway():
    """Worlds that get out of hand, at once or later, are refused; their side goes on."""
    c = Client()
    before = c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    what = c.edit("A", {"set": "parameters.procure.base_entry=1e9"}, wanted=400)["errors"][0]["what"]
    check("no room for so many new firms" in what, f"a world that fills in a step: {what}")
    check(c.expect(200, "GET", "/api/sides/A") == before, "what is refused changes nothing")
    c.edit("A", {"set": "parameters.growth.b2=100"})
    what = c.what(400, "POST", "/api/sides/A/advance", {"to": 160})
    check("no room" in what or "too large" in what, f"a world that fills in some steps: {what}")
    check(c.expect(200, "GET", "/api/sides/A")["step"] == 0, "its side begins anew")
    c.expect(200, "PUT", "/api/sides/A", {"scenario": WORLD})
    check(c.advance("A", 0, 160)["is_complete"], "its side shows another world")


def crowd():
    """Both sides, from many connections at once: whole replies, no mixture."""
    c = Client()
    c.expect(200, "PUT", "/api/sides/A", {"scenario": "hubs/singapore.json"})
    c.expect(200, "PUT", "/api/sides/B", {"scenario": WORLD})
    wrong = []

    def ask(number):
        own = Client()
        for k in range(20):
            side = "AB"[(number + k) % 2]
            status = 429
            while status == 429:  # others have had the side for ten seconds
                status, f = own.ask("POST", f"/api/sides/{side}/advance", {"from": 0, "to": (7 * number + k) % 100})
            if status != 200 or f["step"] != (7 * number + k) % 100 or len(f["frames"]) != max(1, f["step"]):
                wrong.append((status, str(f)[:200]))

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    check(not wrong, f"{len(wrong)} wrong replies: {wrong[:1]}")


for part in sys.argv[4:]:
    started = time.monotonic()
    globals()[part]()
    alive()
    print(f"{part}: {time.monotonic() - started:.1f} s")
sys.exit(failures > 0)
