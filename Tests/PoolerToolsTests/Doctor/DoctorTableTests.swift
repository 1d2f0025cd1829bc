import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import Testing

@Suite("Doctor's table of checks")
struct DoctorTableTests {
    @Test("doctor reports nothing worse than ok for a healthy stack, and every check speaks")
    func healthy() {
        let findings = DoctorTable.findings(on: [HealthyFacts.make()])
        #expect(findings.filter { $0.severity > .ok } == [])
        #expect(Set(findings.map(\.check)) == Set(DoctorTable.checks.map(\.name)), "each has its say")
    }

    @Test("doctor names each ill with its figures, a cause and a cure", arguments: Ill.all)
    func ill(_ ill: Ill) {
        var facts = HealthyFacts.make()
        ill.spoil(&facts)
        let findings = DoctorTable.findings(on: [facts]).filter { $0.check == ill.check }
        let found = findings.first { $0.severity == ill.severity && $0.verdict.evidence.contains(ill.words) }
        #expect(found != nil, "\(findings)")
        if ill.severity >= .warning {
            #expect(found?.verdict.cause?.isEmpty == false && found?.verdict.cure?.isEmpty == false)
        }
    }

    @Test("each of doctor's checks has an ill that it reports")
    func complete() {
        let spoken = Set(Ill.all.map(\.check))
        #expect(DoctorTable.checks.map(\.name).filter { !spoken.contains($0) } == [])
    }

    @Test("each of doctor's checks says why it cannot tell if nothing was seen")
    func nothingSeen() {
        let facts = DoctorFacts(HealthyFacts.make().configuration, span: .seconds(1))
        for check in DoctorTable.checks {
            let findings = check.findings(on: [facts])
            #expect(!findings.isEmpty, "\(check.name)")
            #expect(findings.contains { $0.severity > .ok || $0.check == "names" }, "\(check.name): \(findings)")
        }
    }

    @Test("doctor accepts session features if pool_mode is session")
    func sessionMode() {
        for feature in SessionFeature.allCases {
            var facts = HealthyFacts.make()
            facts.set("pool_mode", to: "session")
            facts.activity = .seen([.init(sessions: [.init(processID: 8, state: "idle", features: [feature])])])
            #expect(DoctorTable.findings(on: [facts]).allSatisfy { $0.severity == .ok })
        }
    }

    @Test("doctor says in which file a setting stands, Pointsman's or the operator's")
    func places() {
        var facts = HealthyFacts.make()
        #expect(facts.set("x = 1").contains("[pgbouncer] of Pointsman's configuration"))
        facts.configuration.pooler = .attached(
            console: .init(user: "boss", host: .name("localhost"), database: "pgbouncer"), ini: "/etc/pgbouncer.ini")
        #expect(facts.set("x = 1").contains("/etc/pgbouncer.ini, then RELOAD"))
    }

    @Test("doctor does not take a pool that fills up to min_pool_size for growth")
    func minimum() {
        var facts = HealthyFacts.make()
        facts.set("min_pool_size", to: "10")
        facts.withPooler { $0.samples = HealthyFacts.samples([["sv_idle": "1"], ["sv_idle": "10"]]) }
        #expect(DoctorTable.findings(on: [facts]).allSatisfy { $0.severity == .ok })
    }

    @Test("doctor accepts the empty check query that PgBouncer sends from 1.25 on")
    func emptyQuery() {
        var facts = HealthyFacts.make()
        facts.set("server_check_query", to: "<empty>")
        #expect(DoctorTable.findings(on: [facts]).allSatisfy { $0.severity == .ok })
    }

    @Test("doctor's exit code is 0 for notices, 1 for warnings and 2 for problems")
    func exitCodes() {
        func code(_ spoil: (inout DoctorFacts) -> Void) -> Int32 {
            var facts = HealthyFacts.make()
            spoil(&facts)
            return Diagnosis([facts]).exitCode
        }
        #expect(code { _ in } == 0)
        #expect(code { $0.set("server_idle_timeout", to: "0") } == 0)
        #expect(code { $0.set("server_login_retry", to: "15") } == 1)
        #expect(code { $0.set("query_wait_timeout", to: "10") } == 2)
    }

    @Test("doctor's text shows the worst finding first, and its JSON has all findings")
    func rendering() throws {
        var facts = HealthyFacts.make()
        facts.set("query_wait_timeout", to: "10")
        facts.set("server_login_retry", to: "15")
        let diagnosis = Diagnosis([facts])
        let text = DiagnosisText.text(diagnosis)
        #expect(text.hasPrefix("PROBLEM   waiting-timeouts"), "\(text)")
        #expect(text.contains("1 problem, 1 warning, 0 notices"), "\(text)")
        #expect(text.contains("PoolingGuide.md#best-practices"))
        let json = try JSONReader.read(Array(JSONWriter.text(DiagnosisJSON.json(diagnosis)).utf8))
        #expect(json["severity"] == "problem")
        #expect(json["exit_code"] == 2)
        #expect(json["connection_test"]?["direct"]?["connect_microseconds"]?["median"] == 10_000)
        guard case .array(let findings) = json["findings"] else {
            Issue.record("no findings")
            return
        }
        #expect(findings.count == diagnosis.findings.count)
    }

    @Test("doctor tells once what holds for all processes, and names those of which the rest holds")
    func processes() {
        let facts = (1...3).map { number in
            var facts = HealthyFacts.make()
            facts.number = number
            if number != 2 { facts.set("server_login_retry", to: "15") }
            return facts
        }
        let diagnosis = Diagnosis(facts)
        func processes(_ check: String) -> [[Int]] { diagnosis.findings.filter { $0.check == check }.map(\.processes) }
        #expect(processes("route") == [[]])
        #expect(processes("server_login_retry") == [[1, 3], [2]])
        let text = DiagnosisText.text(diagnosis)
        #expect(text.contains("processes 1, 3: server_login_retry is 15.0 s"), "\(text)")
        #expect(text.contains("process 2: server_login_retry is 20 ms"), "\(text)")
        #expect(diagnosis.count(.warning) == 1)
        #expect(diagnosis.pooled.value?.timings.count == 15)
        let json = DiagnosisJSON.json(diagnosis)
        guard case .array(let findings)? = json["findings"] else {
            Issue.record("no findings")
            return
        }
        #expect(findings.first { $0["check"] == "server_login_retry" }?["processes"] == [1, 3])
        #expect(findings.first { $0["check"] == "route" }?["processes"] == .null)
    }

    @Test(
        "doctor holds a role's connection limit against the pools of all processes, and sees clients that wait in another one"
    )
    func together() {
        let pools = HealthyFacts.pooler
        func worst(_ check: String, _ spoil: (inout DoctorFacts) -> Void) -> Severity? {
            var facts = HealthyFacts.make()
            spoil(&facts)
            return DoctorTable.findings(on: [facts]).filter { $0.check == check }.map(\.severity).max()
        }
        func limit(_ facts: inout DoctorFacts) {
            facts.withServer { $0.roles = [RoleState(name: "app", mostConnections: 30)] }
        }
        #expect(worst("role") { limit(&$0) } == .ok)
        #expect(
            worst("role") {
                limit(&$0); $0.beside = [pools]
            } == .warning)
        func idle(_ facts: inout DoctorFacts) {
            facts.activity = .seen([
                .init(sessions: [
                    .init(processID: 8, state: "idle in transaction", stateAge: .seconds(4))
                ])
            ])
        }
        var full = pools
        full.samples = HealthyFacts.samples([["cl_waiting": "1"]])
        #expect(worst("transactions") { idle(&$0) } == .warning)
        #expect(
            worst("transactions") {
                idle(&$0); $0.beside = [full]
            } == .problem)
    }

    @Test("doctor's text contains no escape sequence from an application's name")
    func hostileNames() {
        var facts = HealthyFacts.make()
        facts.activity = .seen([
            .init(sessions: [
                .init(
                    processID: 8, application: "\u{1B}[2Jx", state: "idle in transaction", stateAge: .seconds(4))
            ])
        ])
        #expect(!DiagnosisText.text(Diagnosis([facts])).contains("\u{1B}"))
    }
}
