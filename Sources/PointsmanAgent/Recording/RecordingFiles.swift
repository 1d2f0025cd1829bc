import Glibc
import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PointsmanRecording

/// The ring of files that a recording is written to. It blocks, and is used off the reactor, by one thread at a time.
///
/// Each file begins with the conductor's state, so that it can be replayed by itself: the oldest one is removed as a whole.
struct RecordingFiles: ~Copyable, Sendable {
    private let folder: String
    /// What all files together may take.
    private let mostBytes: Int
    private var header: RecordingHeader
    private var writer = RecordingWriter()
    private var file: Descriptor?
    private var path = ""
    private var bytes = 0
    /// Not before then is a file tried again after a failure.
    private var retryAt = ContinuousClock.now
    /// Why nothing is recorded now; nil while all is well.
    private(set) var trouble: String?

    /// A ring has so many files: with the oldest goes that part of what is known.
    static let parts = 8
    private static let retryInterval = Duration.seconds(10)

    init(folder: String, mostBytes: Int, header: RecordingHeader) {
        self.folder = folder
        self.mostBytes = mostBytes
        self.header = header
    }

    /// Whether a new file is due, which needs the conductor's state.
    var isDue: Bool { file == nil ? ContinuousClock.now >= retryAt : bytes >= share * 3 / 4 }

    /// A file's part of the ring. The next one begins before it is full: what is under way comes besides.
    private var share: Int { mostBytes / Self.parts }

    /// Writes the entries. What comes without a file is lost.
    /// - Returns: the number of steps that were lost.
    mutating func write(_ entries: [RecorderEntry]) -> Int {
        var text: [UInt8] = []
        var lost = 0
        for entry in entries {
            switch entry {
            case .state(let state, let moment, let wall, let missing):
                flush(&text)
                if missing > 0, file != nil { text += writer.gap(missing) }
                if isDue { open() }
                if file != nil {
                    text += coded { writer throws in try writer.state(state, at: moment, wallMicroseconds: wall) }
                }
            case .clock(let wall, let moment): if file != nil { text += writer.clock(wall, at: moment) }
            case .step(let event, let directives, let moment):
                if file == nil {
                    lost += 1
                } else {
                    text += coded { writer throws in try writer.step(event, directives, at: moment) }
                }
            }
        }
        flush(&text)
        return lost
    }

    private mutating func coded(_ line: (inout RecordingWriter) throws -> [UInt8]) -> [UInt8] {
        do {
            return try line(&writer)
        } catch {
            fail("a value can't be coded: \(error)")
            return []
        }
    }

    private mutating func flush(_ text: inout [UInt8]) {
        defer { text = [] }
        guard let number = file?.number else { return }
        var rest = text[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(number, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return fail("\(path) can't be written to (\(String(cString: strerror(errno))))")
            }
            rest = rest.dropFirst(count)
        }
        bytes += text.count
        trouble = nil
    }

    private mutating func open() {
        file = nil
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            return fail("\(folder) can't be made (\(String(cString: strerror(errno))))")
        }
        makeRoom()
        header.number += 1
        let number = String("\(1_000_000 + header.number)".dropFirst())
        path = "\(folder)/\(WallTime(microseconds: header.run).compact)-\(number)\(RecordingFormat.suffix)"
        do throws(SystemError) {
            file = try Descriptor.creating(path, mode: 0o600)
        } catch {
            return fail("\(error)")
        }
        bytes = 0
        var text = writer.header(header)
        flush(&text)
    }

    /// Removes the oldest files until there is room for one more.
    private func makeRoom() {
        var files = FolderList.files(in: folder, ending: RecordingFormat.suffix)
        var sum = files.reduce(0) { $0 + $1.bytes }
        while sum > mostBytes - share, let oldest = files.first {
            unlink("\(folder)/\(oldest.name)")
            sum -= oldest.bytes
            files.removeFirst()
        }
    }

    private mutating func fail(_ sentence: String) {
        trouble = sentence
        file = nil
        retryAt = ContinuousClock.now + Self.retryInterval
    }
}

/// Something to record.
enum RecorderEntry: Sendable {
    /// The conductor's state, where a file begins or after steps that are missing.
    case state(Conductor.State, Instant, wallMicroseconds: Int64, missing: Int)
    case clock(Int64, Instant)
    case step(Event, [Directive], Instant)
}
