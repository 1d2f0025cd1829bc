import PointsmanConfiguration
import PointsmanFormats
import PoolerTools
import Testing

@Suite("Doctor's checks")
struct DoctorTableTests {
    @Test("say nothing worse than ok of a stack with which nothing is wrong")
    func healthy() {
        let findings = DoctorTable.findings(on: HealthyFacts.make())
        #expect(findings.filter { $0.severity > .ok } == [])
        #expect(Set(findings.map(\.check)) == Set(DoctorTable.checks.map(\.name)), "each has its say")
    }

    @Test("name each ill with its figures, a cause and a cure", arguments: Ill.all)
    func ill(_ ill: Ill) {
        var facts = HealthyFacts.make()
        ill.spoil(&facts)
        let findings = DoctorTable.findings(on: facts).filter { $0.check == ill.check }
        let found = findings.first { $0.severity == ill.severity && $0.verdict.evidence.contains(ill.words) }
        #expect(found != nil, "\(findings)")
        if ill.severity >= .warning {
            #expect(found?.verdict.cause?.isEmpty == false && found?.verdict.cure?.isEmpty == false)
        }
    }

    @Test("each have an ill that makes them speak")
    func complete() {
        let spoken = Set(Ill.all.map(\.check))
        #expect(DoctorTable.checks.map(\.name).filter { !spoken.contains($0) } == [])
    }

    @Test("say why they can't tell where nothing was seen, and none is silent")
    func nothingSeen() {
        let facts = DoctorFacts(HealthyFacts.make().configuration, span: .seconds(1))
        for check in DoctorTable.checks {
            let findings = check.findings(on: facts)
            #expect(!findings.isEmpty, "\(check.name)")
            #expect(findings.contains { $0.severity > .ok || $0.check == "names" }, "\(check.name): \(findings)")
        }
    }

    @Test("let session features be where each client has its own session")
    func sessionMode() {
        for feature in SessionFeature.allCases {
            var facts = HealthyFacts.make()
            facts.set("pool_mode", to: "session")
            facts.activity = .seen([.init(sessions: [.init(processID: 8, state: "idle", features: [feature])])])
            #expect(DoctorTable.findings(on: facts).allSatisfy { $0.severity == .ok })
        }
    }

    @Test("say where a setting stands: in Pointsman's configuration, or in the operator's own file")
    func places() {
        var facts = HealthyFacts.make()
        #expect(facts.set("x = 1").contains("[pgbouncer] of Pointsman's configuration"))
        facts.configuration.pooler = .attached(
            console: .init(user: "boss", host: .name("localhost"), database: "pgbouncer"), ini: "/etc/pgbouncer.ini")
        #expect(facts.set("x = 1").contains("/etc/pgbouncer.ini, then RELOAD"))
    }

    @Test("take a pool that fills itself up to min_pool_size for no growth")
    func minimum() {
        var facts = HealthyFacts.make()
        facts.set("min_pool_size", to: "10")
        facts.withPooler { $0.samples = HealthyFacts.samples([["sv_idle": "1"], ["sv_idle": "10"]]) }
        #expect(DoctorTable.findings(on: facts).allSatisfy { $0.severity == .ok })
    }

    @Test("have nothing against the empty query that PgBouncer sends from 1.25 on")
    func emptyQuery() {
        var facts = HealthyFacts.make()
        facts.set("server_check_query", to: "<empty>")
        #expect(DoctorTable.findings(on: facts).allSatisfy { $0.severity == .ok })
    }

    @Test("end with 0 for notices, 1 for warnings and 2 for problems")
    func exitCodes() {
        func code(_ spoil: (inout DoctorFacts) -> Void) -> Int32 {
            var facts = HealthyFacts.make()
            spoil(&facts)
            return Diagnosis(facts).exitCode
        }
        #expect(code { _ in } == 0)
        #expect(code { $0.set("server_idle_timeout", to: "0") } == 0)
        #expect(code { $0.set("server_login_retry", to: "15") } == 1)
        #expect(code { $0.set("query_wait_timeout", to: "10") } == 2)
    }

    @Test("are told as text with the worst first, and as JSON with all of it")
    func rendering() throws {
        var facts = HealthyFacts.make()
        facts.set("query_wait_timeout", to: "10")
        facts.set("server_login_retry", to: "15")
        let diagnosis = Diagnosis(facts)
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

    @Test("let nobody's text move the cursor")
    func hostileNames() {
        var facts = HealthyFacts.make()
        facts.activity = .seen([
            .init(sessions: [
                .init(
                    processID: 8, application: "\u{1B}[2Jx", state: "idle in transaction", stateAge: .seconds(4))
            ])
        ])
        #expect(!DiagnosisText.text(Diagnosis(facts)).contains("\u{1B}"))
    }
}
