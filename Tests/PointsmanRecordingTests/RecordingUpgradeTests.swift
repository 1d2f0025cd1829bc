import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PointsmanRecording
import PointsmanScenarios
import PointsmanSimulation
import Testing

@Suite("Recordings of other formats")
struct RecordingUpgradeTests {
    private static let version = RecordingFormat.version

    /// What a recording has, decoded.
    private struct Content: Equatable {
        var policies: [Policy] = []
        var events: [Event] = []
        var directives: [Directive] = []
    }

    private static func content(
        _ bytes: [UInt8], upgrades: [RecordingUpgrade] = RecordingUpgrade.table
    ) throws(RecordingError) -> Content {
        var content = Content()
        try RecordingReader.items(bytes, upgrades: upgrades) { item throws(RecordingError) in
            switch item {
            case .state(let state): content.policies.append(try state.decoded().policy)
            case .step(let step):
                content.events.append(try step.decodedEvent())
                content.directives += try step.decodedDirectives()
            case .header, .clock, .gap: break
            }
        }
        return content
    }

    private static func error(_ bytes: [UInt8]) -> RecordingError? {
        do throws(RecordingError) {
            _ = try content(bytes)
            return nil
        } catch {
            return error
        }
    }

    /// The checked-in recording of this build's format.
    private static func present() throws -> String {
        let path = "\(RecordedLivesTests.folder)/Formats/\(version).rec"
        return String(decoding: try FolderList.bytes(of: path, most: 1 << 20), as: UTF8.self)
    }

    private static func header(_ format: Int64) -> [UInt8] {
        var header = RecordingHeader(version: "1.2.3", instance: "x", run: 1, number: 1)
        header.format = format
        return Array((JSONWriter.text(header.json) + "\n").utf8)
    }

    @Test("the table of upgrades has a row for each format before this build's, without a gap")
    func table() {
        #expect(RecordingUpgrade.table.map(\.from) == Array(RecordingFormat.readable.lowerBound..<Self.version))
    }

    @Test("a newer format is refused with the version that wrote it, and with what reads it")
    func newer() {
        let newer = Self.version + 8
        #expect(
            Self.error(Self.header(newer))
                == RecordingError(
                    line: 1,
                    "a recording of format \(newer), written by Pointsman 1.2.3; this is \(PointsmanVersion.text), which reads formats up "
                        + "to \(Self.version): read it with that version or a newer one"))
    }

    @Test("a format that is too old is refused with the oldest one that is read")
    func tooOld() {
        #expect(
            Self.error(Self.header(0))
                == RecordingError(
                    line: 1,
                    "a recording of format 0, written by Pointsman 1.2.3; this is \(PointsmanVersion.text), which reads no format before "
                        + "\(RecordingFormat.readable.lowerBound): read it with that version"))
    }

    @Test("a recording of two formats ago is read by its upgrades, in states, events and directives alike")
    func upgraded() throws {
        let present = try Self.present()
        // As older builds may have had it: without a member, with another one besides, and with another name of an event, of a
        // directive and of a member that stands in each element of a list.
        let old = present.replacing("\"pointsman_recording\":\(Self.version)", with: "\"pointsman_recording\":-1")
            .replacing("\"probeTimeout\":1000000000", with: "\"heartbeat\":7")
            .replacing("{passwordRequested:", with: "{asked:").replacing("{lookUp:", with: "{question:")
            .replacing("roundTrip:#", with: "latency:#")
        #expect(old.ranges(of: "latency").count > 3 && old.contains("{asked:") && old.contains("{question:"))
        let first = RecordingUpgrade(
            from: -1,
            [
                (.state, .remove("owners.policy.heartbeat")), (.state, .remove("owners.told.heartbeat")),
                (.event, .rename("asked", to: "requested")),
                (.directive, .rename("question", to: "lookUp")),
                (.event, .rename("observed._0.latency", to: "roundTrip")),
            ])
        let second = RecordingUpgrade(
            from: 0,
            [
                (.state, .add("owners.policy.probeTimeout", .integer(1_000_000_000))),
                (.state, .add("owners.told.probeTimeout", .integer(1_000_000_000))),
                (.event, .rename("requested", to: "passwordRequested")), (.event, .remove("nothing.such")),
            ])
        let rest = (1..<Self.version).map { RecordingUpgrade(from: $0, []) }
        let bytes = Array(old.utf8)
        let content = try Self.content(bytes, upgrades: [first, second] + rest)
        #expect(content.events.count > 300)
        #expect(content == (try Self.content(Array(present.utf8))))
        // Each of the two is needed.
        #expect(throws: RecordingError.self) {
            try Self.content(bytes, upgrades: [RecordingUpgrade(from: -1, []), second] + rest)
        }
        #expect(throws: RecordingError.self) {
            try Self.content(bytes, upgrades: [first, RecordingUpgrade(from: 0, [])] + rest)
        }
    }

    @Test("a state of format 1 with a hold is read, though it does not say whether reads were held too")
    func holdOfBefore() throws {
        let member = /,"coversReads":(?:true|false)/
        var found = 0
        let recording = try SimulatedRecording(seed: 5, every: 5) {
            WorldPlan(seed: $0, agents: 3, safety: .seconds(20), plansMoves: true)
        }
        for file in recording.files {
            let text = String(decoding: file, as: UTF8.self)
                .replacing("\"pointsman_recording\":\(Self.version)", with: "\"pointsman_recording\":1")
            found += text.matches(of: member).count
            #expect(Self.error(Array(text.replacing(member, with: "").utf8)) == nil)
        }
        #expect(found > 0)
    }

    @Test("an upgrade changes each element of a list, and leaves what it does not name alone")
    func lists() {
        // No list of the present recording has to do with it: the values are made here.
        let member = RecordedValue.object([.init("a", .integer(1)), .init("b", .null)])
        let value = RecordedValue.object([.init("list", .list([member, .text("x"), member])), .init("a", .bool(true))])
        let upgrade = RecordingUpgrade(
            from: 0,
            [(.event, .rename("list.*.a", to: "c")), (.event, .add("list.*.d", .text("new"))), (.state, .remove("a"))])
        let changed = RecordedValue.object([.init("c", .integer(1)), .init("b", .null), .init("d", .text("new"))])
        #expect(
            upgrade.upgraded(value, at: .event)
                == .object([.init("list", .list([changed, .text("x"), changed])), .init("a", .bool(true))]))
    }

    @Test("an upgrade makes an optional value a list of one or of none, and leaves a list as it is")
    func listed() {
        let upgrade = RecordingUpgrade(from: 0, [(.event, .listed("fleet.own"))])
        func fleet(_ own: RecordedValue?) -> RecordedValue {
            .object([.init("fleet", .object(own.map { [.init("own", $0)] } ?? []))])
        }
        for own in [RecordedValue.text("fdaa::1"), .list([.text("fdaa::1")])] {
            #expect(upgrade.upgraded(fleet(own), at: .event) == fleet(.list([.text("fdaa::1")])))
        }
        for own in [nil, RecordedValue.null] {
            #expect(upgrade.upgraded(fleet(own), at: .event) == fleet(.list([])))
        }
    }

    @Test("a state that this build can't decode is told with its line and with what is missing")
    func state() throws {
        let text = try Self.present().replacing("\"probeTimeout\":1000000000,", with: "")
        let error = try #require(Self.error(Array(text.utf8)))
        #expect(error.line == 2)
        #expect(error.sentence.contains("owners.policy: probeTimeout is missing there"), "\(error)")
    }
}
