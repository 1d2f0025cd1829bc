/// The two ways that are compared.
package enum BenchSide: String, CaseIterable, Sendable {
    /// To the primary itself.
    case direct
    /// Through PgBouncer.
    case pooled
}

/// One value for each way.
package struct BothSides<Value> {
    package var direct: Value
    package var pooled: Value

    package init(direct: Value, pooled: Value) {
        self.direct = direct
        self.pooled = pooled
    }

    package subscript(side: BenchSide) -> Value {
        get { side == .direct ? direct : pooled }
        set { if side == .direct { direct = newValue } else { pooled = newValue } }
    }
}

extension BothSides: Sendable where Value: Sendable {}
extension BothSides: Equatable where Value: Equatable {}
