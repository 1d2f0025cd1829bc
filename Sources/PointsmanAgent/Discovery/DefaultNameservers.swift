import Glibc
package import PointsmanFormats

extension ResolvConf {
    /// Who to ask where nothing is configured, by this process' environment and /etc/resolv.conf.
    package static func machineDefaults() -> [Nameserver] {
        defaults(
            environment: { name in getenv(name).map { String(cString: $0) } },
            resolvConf: contents(of: "/etc/resolv.conf"))
    }

    /// A small file's text; nil where it can't be read.
    private static func contents(of path: String) -> String? {
        guard case .bytes(let bytes, _) = Disk.load(path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
