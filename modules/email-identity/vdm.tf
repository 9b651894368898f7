# Virtual Deliverability Manager of the entire account in this region.

resource "aws_sesv2_account_vdm_attributes" "this" {
  for_each = nonsensitive(var.account_vdm == null) ? {} : { this = var.account_vdm }

  vdm_enabled = "ENABLED"

  # Both blocks are always set: the provider reports no difference if one is removed.
  dashboard_attributes {
    engagement_metrics = each.value.engagement_metrics ? "ENABLED" : "DISABLED"
  }

  guardian_attributes {
    optimized_shared_delivery = each.value.optimized_shared_delivery ? "ENABLED" : "DISABLED"
  }
}
