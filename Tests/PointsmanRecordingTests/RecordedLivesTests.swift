import Glibc
import LinuxReactor
import PointsmanRecording
import Testing

/// Recordings of real agents: each was once a case of interest, and `checks/record-test FILE` adds one.
@Suite("The replay of recordings")
struct RecordedLivesTests {
    static let folder = #filePath.replacing("RecordedLivesTests.swift", with: "Recordings")
    static let names = FolderList.files(in: folder, ending: RecordingFormat.suffix).map(\.name)

    @Test("a recording of a real agent replays to the same directives", arguments: names)
    func identical(name: String) throws {
        let bytes = try FolderList.bytes(of: "\(Self.folder)/\(name)", most: 64 << 20)
        var replay = Replay()
        try RecordingReader.items(bytes) { item throws(RecordingError) in try replay.take(item) }
        #expect(replay.first?.text == nil)
        #expect(replay.steps > 0)
    }

    @Test("a recording of each format that this build reads is read, and all of its values are known")
    func formats() throws {
        for format in RecordingFormat.readable {
            let bytes = try FolderList.bytes(of: "\(Self.folder)/Formats/\(format).rec", most: 1 << 20)
            var (headers, steps, history) = ([RecordingHeader](), 0, IncidentHistory())
            try RecordingReader.items(bytes) { item throws(RecordingError) in
                try history.take(item)
                switch item {
                case .header(let header): headers.append(header)
                case .state(let state): _ = try state.decoded()
                case .step(let step):
                    steps += 1
                    _ = (try step.decodedEvent(), try step.decodedDirectives())
                case .clock, .gap: break
                }
            }
            history.end()
            #expect(headers.map(\.format) == [format])
            #expect(steps > 300 && !history.reports.isEmpty)
        }
    }

    @Test("there are recordings to replay")
    func some() {
        #expect(!Self.names.isEmpty)
    }
}
