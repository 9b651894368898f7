# The regions of the pool, of SES and of SNS: which of them a pool in this region may or must use.
# Source: Cognito Developer Guide, "Email settings for user pools" and "SMS message settings for user pools".

data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  # The attribute is `region` in provider 6 and `name` or `id` in provider 5. The list
  # keeps `terraform validate` from failing on the attribute that the installed provider lacks.
  region = one([for found in [data.aws_region.current] : try(found.region, found.id)])

  # The partition of the region, and the partition in the ARNs of the account: AWS emulators use the same
  # partition in every region.
  partitions = [
    data.aws_partition.current.partition,
    one([for prefix, partition in {
      "cn-" = "aws-cn", "us-gov-" = "aws-us-gov", "us-iso-" = "aws-iso", "us-isob-" = "aws-iso-b", "us-isof-" = "aws-iso-f", "eu-isoe-" = "aws-iso-e", "eusc-" = "aws-eusc"
    } : partition if startswith(local.region, prefix)]),
  ]

  # Regions whose pools use SES in one other region. The guide may not list a new SES region yet, so an
  # identity in the pool's own region only causes a warning.
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

  # The regions that the guide lists for this region, or none if it does not list the region.
  ses_regions = (
    # Regions whose pools use SES in their own region or in one of the three oldest regions of Cognito.
    contains([
      "us-east-1", "us-east-2", "us-west-2", "ca-central-1", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
      "ap-southeast-1", "ap-southeast-2", "eu-west-1", "eu-west-2", "eu-central-1",
    ], local.region) ? distinct([local.region, "us-east-1", "us-west-2", "eu-west-1"]) :

    # Regions whose pools use SES only in their own region.
    contains([
      "us-west-1", "ap-northeast-3", "ap-southeast-3", "eu-west-3", "eu-north-1", "eu-south-1", "me-south-1",
      "sa-east-1", "il-central-1", "af-south-1",
    ], local.region) ? [local.region] :

    contains(keys(local.ses_elsewhere), local.region) ? [local.ses_elsewhere[local.region], local.region] :
    []
  )

  # The pool's region, unless SNS must be in another region. Always set: a pool that is created without an
  # SNS region may get the legacy region.
  sns_default = lookup({
    ap-east-1      = "ap-southeast-1"
    ap-northeast-2 = "ap-northeast-1"
    ap-southeast-5 = "ap-southeast-1"
    ap-southeast-7 = "ap-south-1"
  }, local.region, local.region)

  # In some regions SNS may also be in another region.
  sns_regions = compact([local.sns_default, lookup({
    ap-south-1   = "ap-southeast-1"
    ca-central-1 = "us-east-1"
    eu-central-1 = "eu-west-1"
    eu-west-2    = "eu-west-1"
    us-east-2    = "us-east-1"
  }, local.region, "")])

  sns_region = var.sms == null ? local.region : coalesce(var.sms.sns_region, local.sns_default)
}
