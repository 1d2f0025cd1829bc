import PointsmanCore
import Testing

@Suite("What refuses a cutover before anything is held")
struct CutoverObstacleTests {
    static func side(_ system: UInt64, version: UInt32 = 150_004) -> CutoverFacts.Side {
        CutoverFacts.Side(
            identity: ServerIdentity(systemIdentifier: SystemIdentifier(system), startedMicroseconds: 1),
            isInRecovery: false, isReadOnly: false, version: version, database: "app", mayLock: true)
    }

    static var sound: CutoverFacts {
        var facts = CutoverFacts(old: side(1), new: side(2, version: 170_001))
        facts.subscriptions = [.init(name: "upgrade", isEnabled: true, slot: "upgrade")]
        facts.slot = .init(isActive: true, database: "app", state: "streaming", lagBytes: 10)
        facts.tables = [
            .init(name: "public.a"), .init(name: "public.p1", root: "public.p"),
            .init(name: "public.u", isKeyed: false, isUnlogged: true),
        ]
        facts.synced = [.init(name: "public.a", state: "r"), .init(name: "public.p", state: "r")]
        facts.sequences = ["public.a_id_seq"]
        facts.newSequences = ["public.a_id_seq", "public.other"]
        facts.roles = ["app"]
        facts.newRoles = ["app", "postgres"]
        return facts
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let obstacle: CutoverObstacle
        let words: String
        let change: @Sendable (inout CutoverFacts) -> Void
        var testDescription: String { "\(obstacle.rawValue): \(words)" }
    }

    static let cases: [Case] = [
        Case(obstacle: .sameCluster, words: "both URLs lead to cluster 1") { $0.new = side(1) },
        Case(obstacle: .notPrimary, words: "the old cluster's server is a standby") { $0.old.isInRecovery = true },
        Case(obstacle: .notPrimary, words: "the new cluster's server is a standby") { $0.new.isInRecovery = true },
        Case(obstacle: .older, words: "PostgreSQL 14, and the old one 15") { $0.new.version = 140_009 },
        Case(obstacle: .otherDatabase, words: "database other") { $0.new.database = "other" },
        Case(obstacle: .readOnly, words: "the new cluster refuses writes") { $0.new.isReadOnly = true },
        Case(obstacle: .readOnly, words: "--unlock") { $0.old.isReadOnly = true },
        Case(obstacle: .noSubscriber, words: "subscribes to nothing") { $0.subscriptions = [] },
        Case(obstacle: .noSubscriber, words: "no subscription green") { $0.wanted = "green" },
        Case(obstacle: .severalSubscriptions, words: "2 subscriptions") {
            $0.subscriptions.append(.init(name: "b", isEnabled: true, slot: "b"))
        },
        Case(obstacle: .disabled, words: "disabled") { $0.subscriptions[0].isEnabled = false },
        Case(obstacle: .noSlot, words: "slot upgrade is not in the old cluster's database") { $0.slot = nil },
        Case(obstacle: .noSlot, words: "another server") { $0.slot?.database = "postgres" },
        Case(obstacle: .notStreaming, words: "nothing reads") { $0.slot?.isActive = false },
        Case(obstacle: .notStreaming, words: "its state is catchup") { $0.slot?.state = "catchup" },
        Case(obstacle: .unsynced, words: "not copied yet: public.a") { $0.synced[0].state = "d" },
        Case(obstacle: .missingTables, words: "lacks tables: public.a;") { $0.synced.removeFirst() },
        Case(obstacle: .missingTables, words: "lacks tables: public.p1;") { $0.synced.removeLast() },
        Case(obstacle: .noKey, words: "no primary key or replica identity: public.a") { $0.tables[0].isKeyed = false },
        Case(obstacle: .partialPublication, words: "rows: some") { $0.partial = ["some"] },
        Case(obstacle: .lagging, words: "bytes behind") { $0.slot?.lagBytes = CutoverObstacle.mostLagBytes + 1 },
        Case(obstacle: .missingSequences, words: "lacks sequences: public.a_id_seq") { $0.newSequences = [] },
        Case(obstacle: .lockedSequences, words: "may not set sequences: public.a_id_seq") {
            $0.lockedSequences = ["public.a_id_seq"]
        },
        Case(obstacle: .missingRoles, words: "lacks roles: app") { $0.newRoles = ["postgres"] },
        Case(obstacle: .preparedTransactions, words: "1 prepared") { $0.preparedTransactions = 1 },
        Case(obstacle: .noLock, words: "GRANT ALTER SYSTEM ON PARAMETER") { $0.old.mayLock = false },
    ]

    @Test("a cutover is refused by the rule that names what is in its way", arguments: cases)
    func refused(this: Case) {
        var facts = Self.sound
        this.change(&facts)
        let refusal = CutoverObstacle.first(in: facts)
        #expect(refusal?.obstacle == this.obstacle)
        #expect(refusal?.sentence.contains(this.words) == true, "\(refusal?.sentence ?? "no refusal")")
    }

    @Test("nothing refuses a cutover to a subscriber that has everything")
    func sound() {
        #expect(CutoverObstacle.first(in: Self.sound) == nil)
        var atLimit = Self.sound
        atLimit.slot?.lagBytes = CutoverObstacle.mostLagBytes
        atLimit.slot?.state = nil
        atLimit.subscriptions.append(.init(name: "b", isEnabled: false, slot: nil))
        atLimit.wanted = "upgrade"
        atLimit.lockedSequences = ["public.other"]
        #expect(CutoverObstacle.first(in: atLimit) == nil)
    }

    @Test("every rule that refuses a cutover has a case")
    func complete() {
        #expect(Set(Self.cases.map(\.obstacle)) == Set(CutoverObstacle.allCases))
    }

    @Test("what logical replication leaves behind is told, and refuses nothing")
    func warnings() {
        var facts = Self.sound
        facts.largeObjects = 2
        facts.materializedViews = ["public.m"]
        facts.blindness = "its wal_level is not logical"
        #expect(CutoverObstacle.first(in: facts) == nil)
        #expect(
            facts.warnings == [
                "2 large objects are not replicated", "unlogged tables are not replicated: public.u",
                "refresh at the new cluster: public.m", "there will be no way back: its wal_level is not logical",
            ])
    }

    @Test("the way back is refused by a write, by a moved sequence, and by what is not known")
    func wayBack() {
        func rule(_ change: (inout WayBackFacts) -> Void) -> WayBackObstacle? {
            var facts = WayBackFacts(
                present: Self.side(2), former: Self.side(1), write: .known(nil), movedSequences: [])
            change(&facts)
            return WayBackObstacle.first(in: facts)?.obstacle
        }
        #expect(rule { _ in } == nil)
        #expect(rule { $0.write = .known("public.a, INSERT") } == .written)
        #expect(rule { $0.write = .unknown("there is no slot") } == .unknown)
        #expect(rule { $0.movedSequences = ["public.s"] } == .movedSequences)
        #expect(rule { $0.former = Self.side(2) } == .sameCluster)
        #expect(rule { $0.former.isInRecovery = true } == .notPrimary)
        #expect(rule { $0.present.isInRecovery = true } == .notPrimary)
        #expect(rule { $0.present.mayLock = false } == .noLock)
        #expect(rule { $0.former.mayLock = false } == .noLock)
    }
}
