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
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
