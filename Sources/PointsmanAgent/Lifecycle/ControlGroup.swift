import Glibc
import PointsmanConfiguration

/// The group whose members may ask the control socket (`control_socket_group`).
enum ControlGroup {
    /// The group's number; nil if none is named. Throws if there is no such group.
    static func number(_ configuration: Configuration) throws(StartError) -> gid_t? {
        let name = configuration.controlSocketGroup
        guard !name.isEmpty else { return nil }
        guard let entry = getgrnam(name) else {
            throw StartError(
                .configuration,
                "control_socket_group: there is no group \(name) on this machine: make it, or name another"
            )
        }
        return entry.pointee.gr_gid
    }
}
