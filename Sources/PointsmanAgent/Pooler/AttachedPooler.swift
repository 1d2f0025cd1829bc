import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// A PgBouncer that the operator runs: its ini file includes ours, and the agent has access to its console.
struct AttachedPooler {
    private let configuration: Configuration
    private let ini: String?

    init(_ configuration: Configuration, ini: String?) {
        self.configuration = configuration
        self.ini = ini
    }

    /// Makes sure that the file to be included exists, and returns how each process is reached.
    func endpoints() throws(StartError) -> [PoolerEndpoints] {
        try IncludedFile.write(configuration)
        if let ini { try checkIncludes(ini) }
        return PoolerEndpoints.allAttached(configuration)
    }

    /// Checks what the operator's file must hold, and writes nothing.
    func check() throws(StartError) {
        if let ini { try checkIncludes(ini) }
    }

    private func checkIncludes(_ ini: String) throws(StartError) {
        let document = IniReader.read(ini, load: Disk.load)
        if let issue = document.issues.first(where: { $0.kind != .syntax }) {
            throw StartError(issue.kind == .absent ? .noInput : .noPermission, "pooler_ini: \(issue)")
        }
        guard document.files.contains(configuration.databasesFile) else {
            throw StartError(
                .configuration,
                "pooler_ini: \(ini) does not include our file; add the line `%include \(configuration.databasesFile)`")
        }
    }
}
