package import PointsmanFormats

/// The pools at one moment.
package struct PoolSample: Equatable, Sendable {
    /// From the first sample.
    package var offset: Duration
    package var pools: [PoolRow]

    package init(offset: Duration, pools: [PoolRow]) {
        self.offset = offset
        self.pools = pools
    }
}

extension PoolRow {
    /// The connections that it has to the server, whatever they do.
    package var servers: Int { serversActive + serversIdle + serversUsed + serversTested + serversLogin }
}
