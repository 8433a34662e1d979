//! The hard cases, each on purpose and each a known number of times.

mod one_person;
mod phones;
mod two_people;

use super::world::World;

/// Adds all of them to the world.
pub(crate) fn add(world: &mut World) {
    for index in 0..16 {
        phones::family_phone(world, index);
    }
    for index in 0..14 {
        phones::couple_unionids(world, index);
    }
    for _ in 0..8 {
        phones::shop_number(world);
    }
    for index in 0..10 {
        two_people::clerk_account(world, index);
    }
    for index in 0..14 {
        phones::reassigned_number(world, index);
    }
    for index in 0..15 {
        one_person::yearly_buyer(world, index);
    }
    for index in 0..18 {
        two_people::gift_order(world, index);
    }
    for index in 0..12 {
        two_people::shared_device(world, index);
    }
    for index in 0..20 {
        one_person::two_accounts(world, index);
    }
    for index in 0..16 {
        one_person::reissued_id(world, index);
    }
    for index in 0..14 {
        one_person::stale_reexport(world, index);
    }
}
