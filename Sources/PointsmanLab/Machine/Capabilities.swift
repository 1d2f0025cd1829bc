import Glibc

/// The capabilities of this process (capabilities(7)).
enum Capabilities {
    private static let netAdmin = 12
    private static let sysAdmin = 21

    /// Whether it may make network namespaces and mounts, and change the network in them.
    static let canMakeNamespaces: Bool = {
        let line = (TextFile.read("/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        guard getuid() == 0, let word = line?.split(whereSeparator: \.isWhitespace).last,
            let mask = UInt64(word, radix: 16)
        else { return false }
        return [netAdmin, sysAdmin].allSatisfy { mask >> $0 & 1 == 1 }
    }()
}
