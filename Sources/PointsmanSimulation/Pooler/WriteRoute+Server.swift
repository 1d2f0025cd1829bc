import PointsmanCore

extension WriteRoute {
    /// Whether the fence of this route lets a session on `server` pass.
    func letsIn(_ server: ServerModel) -> Bool {
        server.isPrimary && server.systemIdentifier == systemIdentifier.number && server.timeline >= timeline.number
    }
}
