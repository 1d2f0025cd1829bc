import Glibc
import LinuxReactor

/// The agent's state files, with each version that was written.
@Reactor
final class StateWatch {
    /// The content of a file from a moment on.
    struct Version {
        /// The time of writing, in nanoseconds since 1970.
        let wall: Int64
        let text: String
    }

    static let interval = Duration.milliseconds(10)

    private let paths: [String]
    private var task: Task<Void, Never>?
    private(set) var versions: [[Version]]

    init(_ paths: [String]) {
        self.paths = paths
        versions = paths.map { _ in [] }
        look()
    }

    func start() {
        task = Reactor.task {
            while !Task.isCancelled {
                await Reactor.sleep(until: .now + Self.interval)
                look()
            }
        }
    }

    func stop() {
        task?.cancel()
        look()
    }

    private func look() {
        for index in paths.indices {
            var status = stat()
            guard stat(paths[index], &status) == 0 else { continue }
            let wall = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
            guard versions[index].last?.wall != wall, let text = TextFile.read(paths[index]) else { continue }
            versions[index].append(Version(wall: wall, text: text))
        }
    }
}
