import Glibc
import LinuxReactor
import Logging
import PointsmanCore
import PointsmanRecording
import Testing

@testable import PointsmanAgent

@Suite("The flight recorder's files")
struct RecordingFilesTests {
    private static let header = RecordingHeader(
        version: "test", instance: "app-1", run: 1_796_076_900_123_000, number: 0)

    private static func state(_ second: Int64, missing: Int = 0) -> RecorderEntry {
        .state(
            Conductor(policy: Policy()).state, Instant(nanoseconds: second * 1_000_000_000),
            wallMicroseconds: second * 1_000_000, missing: missing)
    }

    private static func steps(_ count: Int, at second: Int64) -> [RecorderEntry] {
        (0..<count).map { index in
            .step(
                .discovery(.failure("\(second) \(index) " + String(repeating: "x", count: 100))), [.publish],
                Instant(nanoseconds: second * 1_000_000_000 + Int64(index)))
        }
    }

    private static func files(in folder: String) -> [(name: String, bytes: Int)] {
        FolderList.files(in: folder, ending: RecordingFormat.suffix)
    }

    private static func items(of path: String) throws -> [RecordingItem] {
        var items: [RecordingItem] = []
        try RecordingReader.items(FolderList.bytes(of: path, most: 1 << 24)) { item throws(RecordingError) in
            items.append(item)
        }
        return items
    }

    @Test("the recorder's files never take more than the ring's size, and each can be replayed by itself")
    func ring() async throws {
        try await withFolder { folder in
            let place = "\(folder)/recorder"
            var files = RecordingFiles(folder: place, mostBytes: 1 << 20, header: Self.header)
            for second in 1...Int64(120) {
                let isDue = files.isDue
                _ = files.write((isDue ? [Self.state(second)] : []) + Self.steps(150, at: second))
                let trouble = files.trouble
                #expect(trouble == nil)
                let sum = Self.files(in: place).reduce(0) { $0 + $1.bytes }
                #expect(sum <= 1 << 20, "\(sum) bytes after \(second) rounds")
            }
            let kept = Self.files(in: place)
            // A file is ended at three quarters of its part, so some more than the parts fit.
            #expect((5...RecordingFiles.parts * 4 / 3 + 1).contains(kept.count))
            for file in kept {
                let items = try Self.items(of: "\(place)/\(file.name)")
                guard case .header = items[0], case .state = items[1] else {
                    Issue.record("\(file.name) does not begin with a header and a state")
                    continue
                }
            }
            var status = stat()
            #expect(stat("\(place)/\(kept[0].name)", &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test("a recorder whose folder can't be made says why, counts what it loses, and records again later with a gap")
    func trouble() async throws {
        try await withFolder { folder in
            let place = "\(folder)/recorder"
            touch(place)
            var files = RecordingFiles(folder: place, mostBytes: 1 << 20, header: Self.header)
            let lost = files.write([Self.state(1)] + Self.steps(5, at: 1))
            #expect(lost == 5)
            let (trouble, isDue) = (files.trouble, files.isDue)
            #expect(trouble?.contains(place) == true)
            #expect(!isDue, "it is not tried again at once")
            unlink(place)
            let end = ContinuousClock.now + .seconds(60)
            while !files.isDue, ContinuousClock.now < end { await Reactor.sleep(until: .now + .milliseconds(50)) }
            let rest = files.write([Self.state(2, missing: 5)] + Self.steps(3, at: 2))
            #expect(rest == 0)
            let still = files.trouble
            #expect(still == nil)
            let items = try Self.items(of: "\(place)/\(try #require(Self.files(in: place).first).name)")
            #expect(items.count == 5)
        }
    }

    @Test(
        "a recorder on a full disk says so, and what it wrote before can be read",
        .enabled(if: geteuid() == 0, "needs root to mount a small file system"))
    func fullDisk() async throws {
        try await withFolder { folder in
            let place = "\(folder)/recorder"
            mkdir(place, 0o700)
            try await Self.run("/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "pointsman-test", place])
            var files = RecordingFiles(folder: place, mostBytes: 1 << 20, header: Self.header)
            _ = files.write([Self.state(1)] + Self.steps(100, at: 1))
            let before = files.trouble
            _ = files.write(Self.steps(1_000, at: 2))
            let trouble = files.trouble
            let kept = Self.files(in: place).first.map { "\(place)/\($0.name)" }
            let items = kept.flatMap { try? Self.items(of: $0) } ?? []
            try await Self.run("/bin/umount", [place])
            #expect(before == nil)
            #expect(trouble?.contains("can't be written to") == true)
            #expect(items.count > 100, "what was written before is read, and the torn line is not")
        }
    }

    @Reactor
    private static func run(_ program: String, _ arguments: [String]) async throws {
        let code = try await ChildProcess(.init(program, arguments, environment: [])).ended()
        #expect(code == 0, "\(program) \(arguments)")
    }

    @Test("an entry for which the recorder's queue has no room is counted, and the state is wanted again")
    func fullQueue() async throws {
        try await withFolder { folder in
            let recorder = FlightRecorder(
                folder: "\(folder)/recorder", mostBytes: 1 << 20, header: Self.header, log: Logger(label: "test"))
            let state = Conductor(policy: Policy()).state
            #expect(recorder.wantsState)
            recorder.take(state, at: Instant(nanoseconds: 1), wallMicroseconds: 1)
            #expect(!recorder.wantsState)
            for number in 0...Int64(FlightRecorder.mostWaiting) {
                recorder.take(.wake, [], at: Instant(nanoseconds: number))
            }
            #expect(recorder.lost == 2)
            #expect(recorder.wantsState)
            await recorder.end()
            recorder.take(state, at: Instant(nanoseconds: 9_000_000_000), wallMicroseconds: 1)
            recorder.take(.wake, [], at: Instant(nanoseconds: 9_000_000_001))
            await recorder.end()
            let name = try #require(Self.files(in: "\(folder)/recorder").first).name
            let items = try Self.items(of: "\(folder)/recorder/\(name)")
            #expect(items.contains(.gap(2)))
        }
    }
}
