package import LinuxReactor
package import PointsmanFormats

/// The file that tells an app which server is the primary, without a redeploy (Files.md).
package struct PrimaryEnvFile: Sendable {
    private let path: String

    /// - Parameter path: `primary.env` in the runtime directory.
    package init(path: String) {
        self.path = path
    }

    /// Replaces the file as a whole: a reader sees the old primary or the new one. Every user may read it.
    package func write(_ content: PrimaryEnv) async -> SystemError? {
        await offReactor { [path] in
            do throws(SystemError) {
                try AtomicFile.write(content.text, to: path, mode: 0o644)
                return nil
            } catch {
                return error
            }
        }
    }
}
