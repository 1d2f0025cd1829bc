import Glibc
import LinuxReactor
package import PointsmanFormats

/// The `pgbouncer` that a managed pooler runs.
package enum PoolerProgram {
    /// The path of the first program of that name in the folders of `searched`, a `PATH`. Throws if there is none.
    package static func path(in searched: String) throws(StartError) -> String {
        if let path = ProgramSearch.path(of: "pgbouncer", in: searched) { return path }
        throw StartError(
            .unavailable,
            "PgBouncer is not installed: there is no program pgbouncer in PATH (\(searched)); install it (Debian: apt install "
                + "pgbouncer), or set pooler = attached for one that runs elsewhere")
    }

    /// The folders that are searched.
    package static var searchPath: String { ProgramSearch.folders }

    /// The installed release; nil if there is none, or its output can't be read.
    package static func installedVersion() async -> PgBouncerVersion? {
        guard let program = try? path(in: searchPath) else { return nil }
        return await version(of: program)
    }

    /// The release of this program; nil if its output can't be read.
    package static func version(of program: String) async -> PgBouncerVersion? {
        await Reactor.run { await firstLine(of: program) }.flatMap { PgBouncerVersion($0) }
    }

    /// The first line of `pgbouncer --version`: `PgBouncer 1.18.0`.
    @Reactor
    private static func firstLine(of program: String) async -> Substring? {
        do throws(SystemError) {
            let pipe = try Descriptor.pipe()
            let child = try ChildProcess(
                .init(program, ["--version"], environment: [], descriptors: [nil, pipe.writing.number, nil]))
            guard await child.ended(until: .now + .seconds(5)) != nil else {
                child.signal(SIGKILL)
                return nil
            }
            // The output has a few lines, all of which fit into the pipe.
            _ = fcntl(pipe.reading.number, F_SETFL, O_NONBLOCK)
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(pipe.reading.number, &buffer, buffer.count)
            let text = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            return text.split(separator: "\n").first
        } catch {
            return nil
        }
    }
}

extension Configuration {
    /// A sentence for each of the operator's `[pgbouncer]` keys that a PgBouncer of `version` would refuse.
    package func keys(tooNewFor version: PgBouncerVersion) -> [String] {
        pgbouncerKeys.compactMap { entry in
            guard let first = PgBouncerKey.introduced(entry.key), version < first else { return nil }
            return
                "\(entry.origin): PgBouncer \(version) is installed, and \(entry.key) came with \(first): leave it out, or "
                + "install a newer one"
        }
    }
}
