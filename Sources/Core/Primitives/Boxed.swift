// This source file is part of the Outpace project. License: see LICENSE.

/// A large part of a value, held by reference, so that a copy of the whole copies and counts one
/// reference instead of every one inside. It is still a value: a part that is shared is copied before it
/// is written to.
@propertyWrapper
public struct Boxed<Value> {
    /// Always of one element.
    @usableFromInline var storage: [Value]

    /// Holds a value.
    @inlinable
    public init(wrappedValue: Value) { storage = [wrappedValue] }

    /// The value, looked at and changed where it lies.
    @inlinable
    public var wrappedValue: Value {
        get { storage[0] }
        _modify { yield &storage[0] }
    }
}

extension Boxed: Sendable where Value: Sendable {}
