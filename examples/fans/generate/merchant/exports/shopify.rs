//! Shopify: the customers, under the header of its own export.

use super::super::model::Person;
use super::super::rng::Rng;
use super::table::Table;
use super::{Truth, money};

pub(super) struct Files {
    customers: Table,
}

impl Files {
    pub(super) fn new() -> Self {
        Files {
            customers: Table::new(
                "shopify_customers.csv",
                &[
                    "Customer ID",
                    "First Name",
                    "Last Name",
                    "Email",
                    "Accepts Email Marketing",
                    "Default Address Company",
                    "Default Address Address1",
                    "Default Address Address2",
                    "Default Address City",
                    "Default Address Province Code",
                    "Default Address Country Code",
                    "Default Address Zip",
                    "Default Address Phone",
                    "Phone",
                    "Accepts SMS Marketing",
                    "Total Spent",
                    "Total Orders",
                    "Note",
                    "Tax Exempt",
                    "Tags",
                ],
            ),
        }
    }

    pub(super) fn add(&mut self, rng: &mut Rng, truth: &mut Truth, person: &Person) {
        let Some(account) = &person.shopify else {
            return;
        };
        truth.owns("shopify.customer_id@intl", &account.id);
        let split = person.name.chars().next().map_or(0, char::len_utf8);
        let (family, given) = person.name.split_at(split);
        let has_email = account.phone.is_empty() || rng.chance(92);
        self.customers.row(
            &account.id,
            [
                &format!("'{}", account.id),
                given,
                family,
                if has_email { &person.email } else { "" },
                rng.pick(&["yes", "no"]),
                "",
                "",
                "",
                person.city,
                "",
                "CN",
                "",
                "",
                &account.phone,
                rng.pick(&["yes", "no", "no"]),
                &money(account.cents),
                &account.orders.to_string(),
                "",
                "no",
                rng.pick(&["", "", "newsletter", "VIP, newsletter", "gift buyer", "VIP"]),
            ],
        );
    }

    pub(super) fn tables(self) -> [Table; 1] {
        [self.customers]
    }
}
