#!/usr/bin/env bash
# A class of `agglo studio`: a teacher and thirty students at once over HTTP. Who may come in, what
# the students' address answers, that results are those of `agglo compare`, and that a class ends.
. "$(dirname "$0")/common.bash"

# ---- Addresses that cannot be listened at ----

for address in nowhere 300.1.1.1 127.0.0.1:0 127.0.0.1:99999 127.0.0.1: "[::1" "[::1]x" ""; do
    expect 64 timeout 20 "$agglo" studio --listen "$address"
    says err "--listen"
done
expect 74 timeout 20 "$agglo" studio --listen 192.0.2.77 # another machine's
says err "--listen"

# ---- Students of an earlier class who knock while the program starts ----

cat >knock.py <<'END_OF_PYTHON'
import signal, socket, subprocess, sys, threading

agglo = sys.argv[1]
with socket.create_server(("127.0.0.3", 0)) as free:
    port = free.getsockname()[1]
has_ended, answers, codes = threading.Event(), [], []
question = f"GET /class/results HTTP/1.1\r\nHost: 127.0.0.3:{port}\r\nConnection: close\r\n\r\n".encode()


def knock():
    while not has_ended.is_set():
        try:
            with socket.create_connection(("127.0.0.3", port), timeout=5) as there:
                there.sendall(question)
                answer = there.recv(100)
                if answer:
                    answers.append(answer)
        except OSError:
            pass


knockers = [threading.Thread(target=knock) for _ in range(2)]
for k in knockers:
    k.start()
for _ in range(20):
    studio = subprocess.Popen([agglo, "studio", "--json", "--listen", f"127.0.0.3:{port}"], stdout=subprocess.PIPE, text=True)
    while studio.stdout.readline().strip() not in ("}", ""):
        pass
    studio.send_signal(signal.SIGTERM)
    try:
        codes.append(studio.wait(60))
    except subprocess.TimeoutExpired:
        studio.kill()
        codes.append("none")
has_ended.set()
for k in knockers:
    k.join()
print(f"codes {codes}, answers {answers}")
sys.exit(any(codes) or bool(answers))
END_OF_PYTHON
timeout 300 python3 knock.py "$agglo" >knocked || fail "$(cat knocked)"

# ---- A class ----

cat >class.py <<'END_OF_PYTHON'
import concurrent.futures, http.client, json, os, re, signal, subprocess, sys, time

agglo, scenarios = sys.argv[1:]
failures = 0
studio = subprocess.Popen([agglo, "studio", "--json", "--listen", "127.0.0.2"], stdout=subprocess.PIPE, text=True)


def check(holds, words):
    global failures
    if not holds:
        failures += 1
        print("FAILED:", words)


class Client:
    """One browser: an address, a token, a connection that is kept."""

    def __init__(self, host, port, token=""):
        self.host, self.port, self.token = host, port, token
        self.connection = http.client.HTTPConnection(host, port, timeout=120)

    def ask(self, method, path, body=None, **headers):
        text = json.dumps(body) if body is not None and not isinstance(body, str) else body
        headers = {"X-Agglo-Token": self.token, **headers}
        try:
            self.connection.request(method, path, text, headers)
            reply = self.connection.getresponse()
        except http.client.RemoteDisconnected:  # it was idle for too long
            self.connection.close()
            self.connection.request(method, path, text, headers)
            reply = self.connection.getresponse()
        text = reply.read().decode()
        return reply.status, json.loads(text) if text.startswith(("{", "[")) else text


def package(*interventions):
    return {"interventions": list(interventions)}


def wait(owner, holds, seconds=120):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status, shown = owner.ask("GET", "/api/class")
        if holds(shown):
            return shown
        time.sleep(0.05)
    check(False, "waited in vain")
    return shown


def is_done(shown):
    return all(p["status"] not in ("waiting", "running") for p in shown["packages"])


def read_address():
    text = ""
    while not text.rstrip().endswith("}"):
        line = studio.stdout.readline()
        if not line:
            sys.exit("FAILED: the studio did not start")
        text += line
    return json.loads(text)


def check_refusals(owner):
    usual = {"scenario": "japan/marginal_prefecture.json", "region": "marginal", "budget": 100}
    for change in ({"scenario": "../../etc/passwd"}, {"scenario": 7}, {"region": "marginall"},
                   {"budget": "much"}, {"budget": 0}, {"budget": None}, {"outcome": "happiness"},
                   {"years": 1.5}, {"years": 4000}, {"replicates": 5}, {"replicates": 100000},
                   {"people": 3}, {"scenario": "x", "document": {"extends": "/etc/passwd"}}):
        status, said = owner.ask("POST", "/api/class", {**usual, **change})
        check(status == 400 and said["errors"][0]["what"], f"a class with {change}: {status} {said}")
    for body in ("", "[", "[]", "null"):
        check(owner.ask("POST", "/api/class", body)[0] == 400, f"a class of {body!r}")
    check(owner.ask("GET", "/api/class")[1] == {"code": None, "listen": "127.0.0.2"}, "a class although refused")
    status, about = owner.ask("GET", "/api/class/about?scenario=hubs/world_of_four.json")
    check(status == 200 and len(about["regions"]) == 4, f"what a class may be about: {status} {about}")
    check(owner.ask("GET", "/api/class/about?scenario=../../etc/passwd")[0] == 404, "about what is not shipped")
    stranger = Client("127.0.0.1", owner.port, "no token")
    for method in ("GET", "POST", "DELETE"):
        check(stranger.ask(method, "/api/class", "{}")[0] == 403, f"{method} without the owner's token")
    return usual


def check_doors(owner, shown, student):
    """What a student's address and token open."""
    address = shown["addresses"][0]
    check(re.fullmatch(r"http://127\.0\.0\.2:\d+/join", address), f"address {address}")
    for method, path in (("GET", "/api/class"), ("DELETE", "/api/class"), ("GET", "/api/scenarios"),
                         ("PUT", "/api/sides/A"), ("POST", "/api/class/remove"), ("GET", "/../etc/passwd")):
        for token in (student.token, owner.token):
            there = Client("127.0.0.2", student.port, token)
            check(there.ask(method, path, "{}")[0] in (404, 405), f"{method} {path} at the students' address")
    here = Client("127.0.0.1", owner.port, student.token)
    check(here.ask("GET", "/api/class")[0] == 403, "a student's token opens the owner's requests")
    check(student.ask("GET", "/class/results", Host="evil.example:80")[0] == 421, "another host's name")
    check(student.ask("GET", "/class/results", Origin="http://evil.example")[0] == 403, "another site's page")
    for token in ("", "0" * 32, student.token[:-1]):
        there = Client("127.0.0.2", student.port, token)
        for method, path in (("GET", "/class/results"), ("POST", "/class/packages"), ("POST", "/class/quote")):
            check(there.ask(method, path, "{}")[0] == 403, f"{method} {path} with the token {token!r}")
    status, page = student.ask("GET", "/join")
    check(status == 200 and page.startswith("<!DOCTYPE html>"), "no page to join by")
    status, charts = student.ask("GET", "/charts.js")
    check(status == 200 and "echarts" in charts[:60], "no charts for students")
    check("/join" in student.ask("GET", "/")[1], "the bare address does not lead to the page")
    check(any(p["name"] == "network_org" for p in student.ask("GET", "/class/descriptors")[1]["policies"]),
          "no policies to choose from")


def take_part(number, port, code):
    """A student: joins, asks what a package costs, sends two, reads until both are done."""
    me = Client("127.0.0.2", port)
    status, reply = me.ask("POST", "/class/join", {"code": code.lower(), "name": f"student {number}"})
    assert status == 200, (status, reply)
    me.token = reply["token"]
    one = package({"type": "network_org", "size": 2 + number % 10, "from": number % 7})
    status, price = me.ask("POST", "/class/quote", one)
    assert status == 200, (status, price)
    for sent in (one, package({"type": "incubator", "from": number % 5, "until": 12}, {"type": "matching_events"})):
        status, reply = me.ask("POST", "/class/packages", sent)
        assert status == 200 and reply["status"] == "waiting", (status, reply)
    until = time.monotonic() + 120
    while time.monotonic() < until:
        status, mine = me.ask("GET", "/class/results")
        assert status == 200, (status, mine)
        if len(mine["packages"]) == 2 and is_done(mine):
            assert mine["student"] == f"student {number}"
            assert all(p["student"] == mine["student"] and p["status"] == "done" for p in mine["packages"]), mine
            assert abs(mine["packages"][0]["cost"] - price["cost"]) < 1e-6
            assert "code" not in mine and "students" not in mine
            return me, mine
        time.sleep(0.05)
    raise AssertionError("results did not come")


def check_league(shown):
    best = {}
    for p in shown["packages"]:
        if p["effect_per_MUSD"] is not None:
            best[p["student"]] = max(p["effect_per_MUSD"], best.get(p["student"], -1e9))
    table = shown["league"]["by_cost"]
    check([(r["student"], r["effect_per_MUSD"]) for r in table] ==
          sorted(((s, v) for s, v in best.items()), key=lambda sv: (-sv[1], [r["student"] for r in table].index(sv[0]))),
          "the league is not that of the best packages")
    effects = [r["effect"] for r in shown["league"]["by_effect"]]
    check(effects == sorted(effects, reverse=True) and len(effects) == len(best), "the league by effect")
    check(table[0]["rank"] == 1 and table[0]["is_tied"], "the first is not the first")


def check_against_compare(shown):
    """Effect, interval, cost and the ratio are those of the program's own comparison."""
    chosen = [p for p in shown["packages"] if p["interventions"][0]["type"] == "network_org"][0]
    base = os.path.join(scenarios, "japan/marginal_prefecture.json")
    with open("package.json", "w") as out:
        json.dump({"extends": base, "interventions": [{**i, "region": "marginal"} for i in chosen["interventions"]]}, out)
    told = subprocess.run([agglo, "compare", base, "package.json", "--set", "time.years=20", "-n", "20", "--outcome",
                           "firms", "--region", "marginal", "--json", "-q"], capture_output=True, text=True)
    found = json.loads(told.stdout)
    effect, cost = found["findings"][0], found["policies"][0]
    for name, mine, theirs in (("effect", "effect", effect["mean_effect"]["value"]),
                               ("low", "low", effect["mean_effect"]["low"]),
                               ("high", "high", effect["mean_effect"]["high"]),
                               ("cost", "cost", cost["public_cost"]["value"]),
                               ("ratio", "effect_per_MUSD", effect["per_cost"]["value"])):
        check(abs(chosen[mine] - theirs) < 1e-9 * (1 + abs(theirs)), f"{name}: {chosen[mine]}, compare: {theirs}")
    check(len(chosen["differences"]) == 20, "not one difference for each pair")
    check(abs(sum(chosen["differences"]) / 20 - chosen["effect"]) < 1e-9, "differences and effect do not fit")


def check_limits(owner, student, shown):
    dear = package({"type": "rd_grants", "size": 100})
    status, said = student.ask("POST", "/class/packages", dear)
    check(status == 400 and "budget" in said["errors"][0]["what"], f"over the budget: {status} {said}")
    check(student.ask("POST", "/class/quote", dear)[1]["cost"] > 100, "no price of what is too dear")
    status, said = student.ask("POST", "/class/packages", package({"type": "incubater"}))
    check(status == 400 and "interventions[0].type" in said["errors"][0]["path"], f"misspelt: {said}")
    for body in ("", "{", "7", '{"extends": "/etc/passwd"}', "x" * 2000000):
        check(student.ask("POST", "/class/packages", body)[0] in (400, 413), f"a package of {body[:20]!r}")
    sent = [student.ask("POST", "/class/packages", package({"type": "incubator", "size": 1 + k}))[0] for k in range(25)]
    check(sent.count(200) <= 18 and set(sent) == {200, 429}, f"packages without end: {sent}")
    after = wait(owner, is_done)
    check(len(after["packages"]) == len(shown["packages"]) + sent.count(200), "packages were lost")


def check_codes(owner, code, port):
    """Wrong codes are few in a minute; whoever is in is not disturbed."""
    there = Client("127.0.0.2", port)
    for body in ("{}", '{"code": 7, "name": "x"}', '{"code": "%s"}' % code, '{"code": "%s", "name": " "}' % code,
                 {"code": code, "name": "student 3"}):
        check(there.ask("POST", "/class/join", body)[0] == 400, f"joined by {body}")
    seen = [there.ask("POST", "/class/join", {"code": f"{k:06}", "name": "x"})[0] for k in range(70)]
    check(seen == [403] * 60 + [429] * 10, f"wrong codes: {seen}")
    check(there.ask("POST", "/class/join", {"code": code, "name": "late"})[0] == 429, "the right code after too many")


def check_words(owner, student):
    status, same = owner.ask("GET", f"/api/class?since={owner.ask('GET', '/api/class')[1]['version']}")
    check(same.get("is_same") is True and "packages" not in same, "all is sent again to who has seen it")
    check(student.ask("GET", "/class/results?since=0")[1].get("packages") is not None, "nothing new since the start")
    check(owner.ask("POST", "/api/class/remove", {"student": "nobody"})[0] == 404, "removed nobody")
    check(owner.ask("POST", "/api/class/remove", {"student": "student 3"})[0] == 200, "a student cannot be removed")
    check(student.ask("GET", "/class/results")[0] == 403, "who was removed is still there")


def run():
    at = read_address()
    owner = Client("127.0.0.1", at["port"], at["token"])
    usual = check_refusals(owner)
    status, shown = owner.ask("POST", "/api/class", {**usual, "years": 20, "replicates": 20})
    check(status == 200 and len(shown["code"]) == 6, f"no class: {status} {shown}")
    check(owner.ask("POST", "/api/class", usual)[0] == 400, "two classes at once")
    port, code = int(re.search(r":(\d+)/", shown["addresses"][0])[1]), shown["code"]
    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(30) as pool:
        students = list(pool.map(lambda k: take_part(k, port, code), range(30)))
    print(f"30 students, 60 packages: {time.monotonic() - began:.2f} s")
    shown = wait(owner, is_done)
    check(len(shown["students"]) == 30 and len(shown["packages"]) == 60, "students or packages are missing")
    check([p["package"] for p in shown["packages"]] == list(range(1, 61)), "packages are not numbered")
    student = students[3][0]
    check_doors(owner, shown, student)
    check_league(shown)
    check_against_compare(shown)
    check_limits(owner, student, shown)
    check_codes(owner, code, port)
    check_words(owner, student)
    check(owner.ask("DELETE", "/api/class") == (200, {}), "the class does not end")
    try:
        Client("127.0.0.2", port, student.token).ask("GET", "/join")
        check(False, "students are answered although the class has ended")
    except OSError:
        pass
    status, again = owner.ask("POST", "/api/class", {**usual, "replicates": 400})
    check(status == 200 and again["code"] != code, "no second class")
    # The program ends in the middle of the work.


try:
    run()
finally:
    studio.send_signal(signal.SIGTERM)
    try:
        check(studio.wait(60) == 0, f"the studio ended with {studio.returncode}")
    except subprocess.TimeoutExpired:
        studio.kill()
        check(False, "the studio did not end")
sys.exit(failures > 0)
END_OF_PYTHON
timeout 500 python3 class.py "$agglo" "$source_dir/scenarios" || fail "the class, code $?"
finish
