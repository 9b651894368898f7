# The regions of the pool, of SES and of SNS: which of them a pool in this region may or must use.
# Source: Cognito Developer Guide, "Email settings for user pools" and "SMS message settings for user pools".

data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. An indirection keeps
  # `terraform validate` from refusing the one that the installed provider lacks.
  aws_region = data.aws_region.current
  region     = try(local.aws_region.region, local.aws_region.id)

  # The region's own partition, and the one that the account's ARNs have: stand-ins for AWS know one
  # partition only, whatever the region.
  partitions = [
    data.aws_partition.current.partition,
    one([for prefix, partition in {
      "cn-" = "aws-cn", "us-gov-" = "aws-us-gov", "us-iso-" = "aws-iso", "us-isob-" = "aws-iso-b", "us-isof-" = "aws-iso-f", "eu-isoe-" = "aws-iso-e", "eusc-" = "aws-eusc"
    } : partition if startswith(local.region, prefix)]),
  ]

  # SES in the pool's own region, or in one of the three where Cognito began.
  ses_anywhere = [
    "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
    "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1",
  ]

  # SES in the pool's own region only.
  ses_in_region = [
    "us-west-1", "ap-northeast-3", "ap-southeast-3", "eu-west-3", "eu-north-1", "eu-south-1", "me-south-1",
    "sa-east-1", "il-central-1", "af-south-1",
  ]

  # SES in one other region. The guide may lag behind a region's own SES, so that one only warns.
  ses_elsewhere = {
    ap-east-1      = "ap-southeast-1"
    ap-south-2     = "ap-south-1"
    ap-southeast-4 = "ap-southeast-2"
    ap-southeast-5 = "ap-southeast-2"
    ap-southeast-7 = "ap-southeast-1"
    ca-west-1      = "ca-central-1"
    eu-central-2   = "eu-central-1"
    eu-south-2     = "eu-west-3"
    me-central-1   = "eu-central-1"
    mx-central-1   = "us-east-1"
  }

  # What the guide says of this region; of a region that it does not name, nothing is known.
  ses_regions = (
    contains(local.ses_anywhere, local.region) ? distinct([local.region, "us-east-1", "us-west-2", "eu-west-1"]) :
    contains(local.ses_in_region, local.region) ? [local.region] :
    contains(keys(local.ses_elsewhere), local.region) ? [local.ses_elsewhere[local.region], local.region] :
    []
  )

  # SNS must be elsewhere in these, and may be in those.
  sns_elsewhere = {
    ap-east-1      = "ap-southeast-1"
    ap-northeast-2 = "ap-northeast-1"
    ap-southeast-5 = "ap-southeast-1"
    ap-southeast-7 = "ap-south-1"
  }
  sns_alternative = {
    ap-south-1   = "ap-southeast-1"
    ca-central-1 = "us-east-1"
    eu-central-1 = "eu-west-1"
    eu-west-2    = "eu-west-1"
    us-east-2    = "us-east-1"
  }

  # Always written: a pool that is created without a region may get the legacy one.
  sns_default = lookup(local.sns_elsewhere, local.region, local.region)
  sns_regions = compact([local.sns_default, lookup(local.sns_alternative, local.region, "")])
  sns_region  = var.sms == null ? local.region : coalesce(var.sms.sns_region, local.sns_default)
}
