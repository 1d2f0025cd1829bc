import Glibc
import LinuxReactor
import PointsmanConfiguration
import PointsmanCore
import PointsmanFormats

/// The store that keeps this cluster's fence on disk, so that it outlives the agent.
struct FenceStore: Sendable {
    let path: String
    let cluster: String

    /// The fence on disk; nil if there is none. Throws if the file can't be read, which never counts as "no fence".
    func load() throws(StartError) -> Fence? {
        do {
            return try read()[cluster]
        } catch let error as FenceFileError {
            throw StartError(
                .dataError, "\(path) is damaged (\(error)): restore it, or remove it to pin the cluster anew")
        } catch {
            throw StartError(.noPermission, "the fence can't be read (\(error)): it must be a file of this user's")
        }
    }

    /// Replaces this cluster's fence and keeps those of other clusters; nil removes it. The file is synced when this
    /// returns.
    func save(_ fence: Fence?) async -> Outcome {
        await offReactor {
            do {
                var file = try read()
                file[cluster] = fence
                try AtomicFile.write(file.text, to: path, mode: 0o644, durably: true)
                return .done
            } catch {
                return .failed("saving the fence: \(error)")
            }
        }
    }

    private func read() throws -> FenceFile {
        guard let text = try AtomicFile.read(path) else { return FenceFile() }
        return try FenceFile(Array(text.utf8))
    }
}
