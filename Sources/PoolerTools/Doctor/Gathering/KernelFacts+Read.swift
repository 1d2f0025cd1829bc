extension KernelFacts {
    /// Reads the settings from /proc. It blocks.
    static func read() -> KernelFacts {
        func number(_ path: String) -> Int? {
            SmallFile.read("/proc/sys/net/\(path)")?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        }
        return KernelFacts(
            mostBacklog: number("core/somaxconn"), keepaliveTime: number("ipv4/tcp_keepalive_time").map { .seconds($0) }
        )
    }
}
