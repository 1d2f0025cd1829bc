import LinuxReactor
import PointsmanCore
import PointsmanFormats

/// `fence.json` in the state folder: the fence of each cluster by name, so that it outlives the agent.
struct FenceFile: Sendable {
    let path: String
    let cluster: String

    /// The fence on disk; nil where there is none. A file that can't be read is an error, never "no fence".
    func load() throws -> Fence? {
        guard let text = try AtomicFile.read(path) else { return nil }
        return try FenceDocument(text).clusters[cluster]
    }

    /// Replaces this cluster's fence and leaves the others'; it is on disk, synced, when this returns.
    func save(_ fence: Fence) async -> Outcome {
        await offReactor {
            do {
                var document = try AtomicFile.read(path).map { try FenceDocument($0) } ?? FenceDocument()
                document.clusters[cluster] = fence
                try AtomicFile.write(document.text, to: path, mode: 0o644, durably: true)
                return .done
            } catch {
                return .failed("saving the fence: \(error)")
            }
        }
    }
}
