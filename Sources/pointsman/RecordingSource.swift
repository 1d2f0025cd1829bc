import ArgumentParser
import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats
import PointsmanRecording

/// The files of a recording: those of a folder in their order, or one.
struct RecordingSource {
    /// No file of a ring is larger: a ring of 64 GB has eight.
    private static let mostBytes = 16 << 30

    private(set) var paths: [String]

    /// - Parameter path: a file, or a folder of the flight recorder; nil for the folder of `instance`.
    init(_ path: String?, of instance: InstanceOptions) throws {
        try self.init(path ?? "\(instance.directory(.state))/recorder")
    }

    /// - Parameter path: a file, or a folder of the flight recorder.
    init(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Exit.saying("\(path) can't be read: \(String(cString: strerror(errno)))", .noInput)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            paths = [path]
            return
        }
        paths = FolderList.files(in: path, ending: RecordingFormat.suffix).map { "\(path)/\($0.name)" }
        guard !paths.isEmpty else {
            throw Exit.saying("\(path) has no recording (files that end with \(RecordingFormat.suffix))", .noInput)
        }
    }

    /// Reads each entry of each file. A place that can't be read ends the command with a sentence.
    func read(_ take: (_ path: String, _ item: RecordingItem) throws(RecordingError) -> Void) throws {
        for path in paths {
            let bytes: [UInt8]
            do throws(SystemError) {
                bytes = try FolderList.bytes(of: path, most: Self.mostBytes, links: .followed)
            } catch {
                throw Exit.saying("\(error)", .noInput)
            }
            var writer: RecordingHeader?
            do throws(RecordingError) {
                try RecordingReader.items(bytes) { item throws(RecordingError) in
                    if case .header(let header) = item { writer = header }
                    try take(path, item)
                }
            } catch {
                throw Exit.saying("\(path), \(error)\(Self.origin(writer))", .dataError)
            }
        }
    }

    /// The other build that wrote a file, as the end of a sentence; nothing where it was this one.
    private static func origin(_ header: RecordingHeader?) -> String {
        guard let header, header.version != PointsmanVersion.text || header.commit != BuildCommit.text else {
            return ""
        }
        func name(_ version: String, _ commit: String?) -> String { version + (commit.map { " (\($0))" } ?? "") }
        return "; it was written by Pointsman \(name(header.version, header.commit)), and this is "
            + name(PointsmanVersion.text, BuildCommit.text)
    }

    /// The last incident; nil if there is none. The newest files are read first, since a full ring takes a while.
    func lastIncident() throws -> IncidentReport? {
        var count = 1
        while true {
            var newest = self
            newest.paths = paths.suffix(count)
            let last = try newest.incidents().last
            if count >= paths.count || last.map({ !$0.isCutAtBeginning }) ?? false { return last }
            count *= 2
        }
    }

    /// The incidents that began at `time` or later. The newest files are read first.
    func incidents(since time: WallTime) throws -> [IncidentReport] {
        var count = 1
        while true {
            var newest = self
            newest.paths = paths.suffix(count)
            var (history, beginning) = (IncidentHistory(), Int64.max)
            try newest.read { _, item throws(RecordingError) in
                if case .state(let state) = item { beginning = min(beginning, state.wallMicroseconds) }
                try history.take(item)
            }
            history.end()
            if count >= paths.count || beginning <= time.microseconds {
                return history.reports.filter { $0.began >= time }
            }
            count *= 2
        }
    }

    /// The incidents that the files tell.
    func incidents() throws -> [IncidentReport] {
        var history = IncidentHistory()
        try read { _, item throws(RecordingError) in try history.take(item) }
        history.end()
        return history.reports
    }
}
